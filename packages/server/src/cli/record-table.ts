import type { Showing } from './command.ts'
import { relativeTime } from './show-time.ts'
import { stateTone } from './state-tone.ts'
import { table, type Column } from './table.ts'
import { harmless } from './terminal.ts'

type Row = Readonly<Record<string, unknown>>

/** What a person is shown of records, the weightiest first: what does not fit beside it is left out. */
export type RecordColumns = readonly {
  readonly title: string
  readonly field: string
  /** As of a `Column`; ids, states, times and counts are never cut. */
  readonly shrinkTo?: number
}[]

interface Page {
  readonly rows: readonly Row[]
  readonly columns: RecordColumns
  /** What to say when there is no row. */
  readonly none: string
  /** Where the page after this one begins. */
  readonly next?: number | null | undefined
}

/** A table of records and, for a person, how to go on behind it. */
export function writePage(context: Showing, { rows, columns, none, next }: Page): void {
  context.terminal.write(rows.length === 0 ? `${none}\n` : recordTable(rows, columns, context))
  writeNext(context, next)
}

/** Tells a person how to go on behind a page. */
export function writeNext({ terminal }: Showing, next: number | null | undefined): void {
  if (next != null && terminal.interactive)
    terminal.write(terminal.paint(`Older ones: --before ${next}\n`, 'faint'))
}

/** A person gets the columns as far as they fit, a pipe all plain fields that the records have. */
export function recordTable(rows: readonly Row[], columns: RecordColumns, context: Showing): string {
  const { terminal } = context
  return table(
    rows,
    terminal.interactive ? columnsToRead(rows, columns, context.clock.now()) : allColumns(rows),
    terminal,
  )
}

/** One `name: value` a line, what is nested indented below its name. */
export function plainFields(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return `${indent}${harmless(String(value))}\n`
  return Object.entries(value)
    .map(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? `${indent}${name}\n${plainFields(inner, `${indent}  `)}`
        : `${indent}${name}: ${harmless(String(inner))}\n`,
    )
    .join('')
}

function columnsToRead(rows: readonly Row[], columns: RecordColumns, now: number): readonly Column<Row>[] {
  return columns.map(({ title, field, shrinkTo }, at) => ({
    title,
    value: (row) => (field.endsWith('At') ? relativeTime(shown(row[field]), now) : shown(row[field])),
    tone: (row) => (field === 'state' ? stateTone(shown(row[field])) : 'plain'),
    align: rows.every((row) => typeof row[field] === 'number') ? 'right' : 'left',
    shrinkTo,
    mayBeLeftOut: at > 0,
  }))
}

function allColumns(rows: readonly Row[]): readonly Column<Row>[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => isPlain(row[name]))))
  return [...names].map((name) => ({ title: name, value: (row) => shown(row[name]) }))
}

const isPlain = (value: unknown): boolean => typeof value !== 'object'

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : ''
