/** Maximum of a side of a JPEG file, pixels. */
const MAX_SIDE = 65_500
/** Pixels for which a child has memory beside the video. */
const MAX_PIXELS = 50_000_000

/** Cells across and down, and pixels around and between them. */
export interface SpriteLayout {
  readonly columns: number
  readonly lines: number
  readonly margin: number
  readonly padding: number
}

/** Returns a message why a sheet of such cells can't be made; `undefined` if it can. */
export function sheetProblem(
  { columns, lines, margin, padding }: SpriteLayout,
  cell: { readonly width: number; readonly height: number },
): string | undefined {
  const width = columns * cell.width + (columns - 1) * padding + 2 * margin
  const height = lines * cell.height + (lines - 1) * padding + 2 * margin
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) return undefined
  return (
    `A sprite would have ${width}x${height} pixels: at most ${MAX_SIDE} a side and ${MAX_PIXELS} together are ` +
    'possible. Use fewer Columns and Lines, or smaller cells.'
  )
}
