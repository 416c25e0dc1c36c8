import { stripVTControlCharacters } from 'node:util'
import { escapeControlCharacters, type Style, type Terminal } from '../terminal.ts'

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly style?: (row: Row) => Style
  readonly align?: 'left' | 'right'
  /** May be cut to fit the terminal, down to this many characters. Columns without it are never cut. */
  readonly shrinkTo?: number | undefined
  /** Left out, the last such column first, where the terminal is too narrow even when all columns are cut. */
  readonly mayBeLeftOut?: boolean
}

const GAP = '  '

interface MeasuredColumn<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  readonly width: number
}

interface Cell {
  readonly text: string
  readonly style: Style
  readonly width: number
  readonly align: 'left' | 'right'
}

/** An aligned table that keeps to the terminal's width: columns are left out, then the widest ones are cut. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  terminal: Terminal,
): string {
  const measured = columns.map((column) => measure(column, rows))
  const kept = shrink(leaveOut(measured, terminal.columns), terminal.columns)
  const head = kept.map(({ column: { title, align = 'left' }, width }): Cell => {
    return { text: title, style: 'faint', width, align }
  })
  const body = rows.map((row, index) =>
    kept.map(({ column: { style, align = 'left' }, cells, width }): Cell => {
      return { text: cells[index] ?? '', style: style?.(row) ?? 'plain', width, align }
    }),
  )
  return [head, ...body].map((cells) => formatLine(cells, terminal)).join('')
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): MeasuredColumn<Row> {
  const cells = rows.map((row) => oneLine(column.value(row)))
  return { column, cells, width: Math.max(column.title.length, ...cells.map(({ length }) => length)) }
}

function leaveOut<Row>(
  measured: readonly MeasuredColumn<Row>[],
  available = Infinity,
): readonly MeasuredColumn<Row>[] {
  const least = measured.map(({ column, width }) => Math.min(width, column.shrinkTo ?? width))
  if (totalWidth(least) <= available) return measured
  const index = measured.findLastIndex(({ column }) => column.mayBeLeftOut === true)
  return index === -1 ? measured : leaveOut(measured.toSpliced(index, 1), available)
}

/** Takes a character from the widest column that may be cut, until all fit. */
function shrink<Row>(
  measured: readonly MeasuredColumn<Row>[],
  available = Infinity,
): readonly MeasuredColumn<Row>[] {
  const widths = measured.map(({ width }) => width)
  while (totalWidth(widths) > available) {
    const index = widestToCut(widths, measured)
    if (index === undefined) break
    widths[index] = (widths[index] ?? 0) - 1
  }
  return measured.map((one, index) => ({ ...one, width: widths[index] ?? one.width }))
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1)
}

function widestToCut(
  widths: readonly number[],
  measured: readonly MeasuredColumn<never>[],
): number | undefined {
  let found: number | undefined
  for (const [index, { column }] of measured.entries()) {
    const width = widths[index] ?? 0
    if (column.shrinkTo === undefined || width <= column.shrinkTo) continue
    if (found === undefined || width > (widths[found] ?? 0)) found = index
  }
  return found
}

function formatLine(cells: readonly Cell[], terminal: Terminal): string {
  const texts = cells.map((cell, index) => formatCell(cell, index === cells.length - 1, terminal))
  return `${texts.join(GAP).trimEnd()}\n`
}

function formatCell({ text, style, width, align }: Cell, isLast: boolean, terminal: Terminal): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text
  const padding = ' '.repeat(Math.max(0, width - cut.length))
  const painted = terminal.paint(cut, style)
  if (align === 'right') return padding + painted
  return isLast ? painted : painted + padding
}

const oneLine = (text: string): string =>
  escapeControlCharacters(stripVTControlCharacters(text)).replaceAll(/[\t\n]/g, ' ')
