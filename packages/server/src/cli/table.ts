import { stripVTControlCharacters } from 'node:util'
import { harmless, type Terminal, type Tone } from './terminal.ts'

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly tone?: (row: Row) => Tone
  readonly align?: 'left' | 'right'
  /** May be cut to fit the terminal, down to this many characters. Columns without it are never cut. */
  readonly shrinkTo?: number
}

const GAP = '  '

/** An aligned table that keeps to the terminal's width by cutting the columns that may be cut, widest first. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  terminal: Terminal,
): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.value(row))))
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((line) => (line[at] ?? '').length)),
  )
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
    (text, row, index) => text + line(cells[index] ?? [], (at) => columns[at]?.tone?.(row) ?? 'plain'),
    head,
  )
}

function fit(widths: number[], columns: readonly Column<never>[], available: number | undefined): void {
  if (available === undefined) return
  const total = (): number => widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1)
  while (total() > available) {
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
