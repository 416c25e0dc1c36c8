import type { SpriteLayout } from './snapshot-params.ts'

/** A cell of a sheet, in percent of its sides. */
export interface Cell {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The cells of a sheet of a size in px, line by line. */
export function spriteCells(
  { columns, lines, margin, padding }: SpriteLayout,
  { width, height }: Size,
): readonly Cell[] {
  const cell = {
    width: (width - 2 * margin - (columns - 1) * padding) / columns,
    height: (height - 2 * margin - (lines - 1) * padding) / lines,
  }
  return Array.from({ length: columns * lines }, (_, index) => ({
    left: (100 * (margin + (index % columns) * (cell.width + padding))) / width,
    top: (100 * (margin + Math.floor(index / columns) * (cell.height + padding))) / height,
    width: (100 * cell.width) / width,
    height: (100 * cell.height) / height,
  }))
}
