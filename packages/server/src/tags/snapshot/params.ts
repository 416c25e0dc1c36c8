import { z } from 'zod'

export const MODES = ['Interval', 'Average', 'KeyFrame'] as const
export const OUT_MODES = ['OnlySnapshot', 'OnlySprite', 'SnapshotAndSprite'] as const

const text = z.string().exactOptional()

export const SCALE_METHODS = ['DirectScale', 'MaxWHScale', 'MaxWHScaleAndPad'] as const

export const SpriteParams = z.object({
  CellWidth: text,
  CellHeight: text,
  Padding: text,
  Margin: text,
  Color: z.string(),
  Columns: z.string(),
  Lines: z.string(),
  /** How a picture comes into a cell with both sides: stretched (the default), as large as fits, that and the rest filled. */
  ScaleMethod: z.enum(SCALE_METHODS).exactOptional(),
})
export type SpriteParams = z.infer<typeof SpriteParams>

/** The Snapshot block as it was sent, checked, under its own names and in the order that a response shows it in. */
export const Params = z.object({
  Mode: z.enum(MODES).exactOptional(),
  Start: text,
  TimeInterval: text,
  Count: z.string(),
  Width: text,
  Height: text,
  CIParam: text,
  IsCheckCount: text,
  IsCheckBlack: text,
  BlackLevel: text,
  PixelBlackThreshold: text,
  SnapshotOutMode: z.enum(OUT_MODES).exactOptional(),
  SpriteSnapshotConfig: SpriteParams.exactOptional(),
})
export type Params = z.infer<typeof Params>

/** What a child hands to the service. */
export const Taken = z.object({
  /** Milliseconds from the beginning of the video. */
  timesMs: z.array(z.number()),
  sprites: z.int(),
})
export type Taken = z.infer<typeof Taken>
