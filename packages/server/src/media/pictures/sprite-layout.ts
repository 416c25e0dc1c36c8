/** What a JPEG file can say of its sides, pixels. */
const MAX_SIDE = 65_500
/** What a child has the memory for beside the video. */
const MAX_PIXELS = 50_000_000

/** Cells across and down, and pixels around and between them. */
export interface SpriteLayout {
  readonly columns: number
  readonly lines: number
  readonly margin: number
  readonly padding: number
}

/** The sentence that says why a sheet of such cells can't be made. */
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
