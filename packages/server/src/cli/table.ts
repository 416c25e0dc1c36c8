import { stripVTControlCharacters } from 'node:util'
import { harmless, type Terminal, type Tone } from './terminal.ts'

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly tone?: (row: Row) => Tone
  readonly align?: 'left' | 'right'
  /** May be cut to fit the terminal, down to this many characters. Columns without it are never cut. */
  readonly shrinkTo?: number | undefined
  /** Left out, the last such column first, where the terminal is too narrow for all of them cut as far as they may be. */
  readonly mayBeLeftOut?: boolean
}

const GAP = '  '

interface Measured<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  readonly width: number
}

/** An aligned table that keeps to the terminal's width by cutting the columns that may be cut, widest first. */
export function table<Row>(rows: readonly Row[], wanted: readonly Column<Row>[], terminal: Terminal): string {
  const kept = thatFit(
    wanted.map((column) => measure(column, rows)),
    terminal.columns,
  )
  const columns = kept.map(({ column }) => column)
  const widths = kept.map(({ width }) => width)
  fit(widths, columns, terminal.columns)
  const line = (texts: readonly string[], toneOf: (at: number) => Tone): string =>
    `${texts
      .map((text, at) => {
        const width = widths[at] ?? 0
        const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text
        const padding = ' '.repeat(Math.max(0, width - cut.length))
        const painted = terminal.paint(cut, toneOf(at))
        if (columns[at]?.align === 'right') return padding + painted
        return at === columns.length - 1 ? painted : painted + padding
      })
      .join(GAP)
      .trimEnd()}\n`
  const head = line(
    columns.map(({ title }) => title),
    () => 'faint',
  )
  return rows.reduce(
    (text, row, index) =>
      text +
      line(
        kept.map(({ cells }) => cells[index] ?? ''),
        (at) => columns[at]?.tone?.(row) ?? 'plain',
      ),
    head,
  )
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): Measured<Row> {
  const cells = rows.map((row) => oneLine(column.value(row)))
  return { column, cells, width: Math.max(column.title.length, ...cells.map(({ length }) => length)) }
}

function thatFit<Row>(
  measured: readonly Measured<Row>[],
  available: number | undefined,
): readonly Measured<Row>[] {
  const least = measured.map(({ column, width }) => Math.min(width, column.shrinkTo ?? width))
  if (available === undefined || total(least) <= available) return measured
  const at = measured.findLastIndex(({ column }) => column.mayBeLeftOut === true)
  return at === -1 ? measured : thatFit(measured.toSpliced(at, 1), available)
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1)
}

function fit(widths: number[], columns: readonly Column<never>[], available: number | undefined): void {
  if (available === undefined) return
  while (total(widths) > available) {
    const at = widest(widths, columns)
    if (at === undefined) return
    widths[at] = (widths[at] ?? 0) - 1
  }
}

function widest(widths: readonly number[], columns: readonly Column<never>[]): number | undefined {
  let found: number | undefined
  for (const [at, { shrinkTo }] of columns.entries()) {
    const width = widths[at] ?? 0
    if (shrinkTo === undefined || width <= shrinkTo) continue
    if (found === undefined || width > (widths[found] ?? 0)) found = at
  }
  return found
}

const oneLine = (text: string): string => harmless(stripVTControlCharacters(text)).replaceAll(/[\t\n]/g, ' ')
