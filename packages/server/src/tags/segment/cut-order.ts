import { z } from 'zod'
import { Probe } from '../../media/probe-shape.ts'
import { MediaRefusal } from '../../media/refusal.ts'

export const CutOrder = z.strictObject({
  inputPath: z.string().min(1),
  /** Where the pieces are written. */
  directory: z.string().min(1),
  container: z.enum(['aac', 'mp3', 'flac', 'mp4', 'ts', 'mkv', 'avi']),
  /** Whether a piece goes on where the one before it ended, as those of a playlist do. */
  continues: z.boolean(),
  /** Seconds of a piece; null: one piece. */
  pieceS: z.number().positive().nullable(),
  startS: z.number().nonnegative().nullable(),
  endS: z.number().positive().nullable(),
  /** Which stream of its kind is taken, by its number in the input. */
  streamIndex: z.int().nonnegative().nullable(),
  maxPieces: z.int().positive(),
})
export type CutOrder = z.infer<typeof CutOrder>

const Piece = z.object({
  /** In the directory of the pieces. */
  name: z.string(),
  durationS: z.number(),
})
export type Piece = z.infer<typeof Piece>

/** What a child hands to the service. */
export const CutOutput = z.object({
  pieces: z.array(Piece).readonly(),
  /** Of the piece when it is the only one, else of the input. */
  probe: Probe,
})
export type CutOutput = z.infer<typeof CutOutput>

export interface CutWork {
  readonly order: CutOrder
  readonly report: (percent: number) => void
}

/** Thrown when a job would write more objects than one may. */
export function tooManyPieces(maxPieces: number): MediaRefusal {
  return new MediaRefusal(
    'InvalidArgument',
    `Segment.Duration would cut the input into more than ${maxPieces} pieces.`,
  )
}
