import type { DisplayContext } from '../command.ts'
import { relativeTime } from './format-time.ts'
import { stateStyle } from './state-style.ts'
import { formatTable, type Column } from './text-table.ts'
import { escapeControlCharacters } from '../terminal.ts'

type Row = Readonly<Record<string, unknown>>

/** The columns for a person, the most important first: a narrow terminal leaves out the last ones. */
export type RecordColumns = readonly {
  readonly title: string
  readonly field: string
  /** As of a `Column`; ids, states, times and counts are never cut. */
  readonly shrinkTo?: number
}[]

export interface TablePage {
  readonly rows: readonly Row[]
  readonly columns: RecordColumns
  /** The sentence for a page without rows. */
  readonly none: string
  /** The start of the next page. */
  readonly next?: number | null | undefined
}

/** Writes a table of records and, for a person, how to get the page after it. */
export function writePage(context: DisplayContext, { rows, columns, none, next }: TablePage): void {
  context.terminal.write(rows.length === 0 ? `${none}\n` : recordTable(rows, columns, context))
  writeNext(context, next)
}

/** Tells a person how to get the next page. */
export function writeNext({ terminal }: DisplayContext, next: number | null | undefined): void {
  if (next != null && terminal.interactive)
    terminal.write(terminal.paint(`Older ones: --before ${next}\n`, 'faint'))
}

/** On a terminal the columns that fit; elsewhere every plain field of the records. */
export function recordTable(rows: readonly Row[], columns: RecordColumns, context: DisplayContext): string {
  const { terminal } = context
  return formatTable(
    rows,
    terminal.interactive ? columnsForPeople(rows, columns, context.clock.now()) : allColumns(rows, columns),
    terminal,
  )
}

/** One `name: value` a line, what is nested indented below its name. What has no value has no line. */
export function plainFields(value: object, indent = ''): string {
  return Object.entries(value)
    .map(([name, inner]: [string, unknown]) => {
      if (typeof inner === 'object' && inner !== null) {
        const below = plainFields(inner, `${indent}  `)
        return below === '' ? '' : `${indent}${name}\n${below}`
      }
      if (inner == null || inner === '') return ''
      return `${indent}${name}: ${escapeControlCharacters(shown(inner))}\n`
    })
    .join('')
}

function columnsForPeople(rows: readonly Row[], columns: RecordColumns, now: number): readonly Column<Row>[] {
  return columns.map(({ title, field, shrinkTo }, at) => ({
    title,
    value: (row) => (field.endsWith('At') ? relativeTime(shown(row[field]), now) : shown(row[field])),
    style: (row) => (field === 'state' ? stateStyle(shown(row[field])) : 'plain'),
    align: rows.every((row) => typeof row[field] === 'number') ? 'right' : 'left',
    shrinkTo,
    mayBeLeftOut: at > 0,
  }))
}

/** The same ones for other rows: a field that is null everywhere has a column as well. */
function allColumns(rows: readonly Row[], columns: RecordColumns): readonly Column<Row>[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)))
  const plain = [...names].filter((name) => rows.every((row) => isPlain(row[name])))
  return plain.map((name) => ({
    title: columns.find(({ field }) => field === name)?.title ?? titleOf(name),
    value: (row) => shown(row[name]),
  }))
}

/** `finishedAt` is headed `FINISHED AT`, as the columns for a person are. */
const titleOf = (field: string): string => field.replaceAll(/(?=[A-Z])/g, ' ').toUpperCase()

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : ''
