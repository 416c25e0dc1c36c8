import { z } from 'zod'

/** What a run reads beside its input, all of it on this machine. */
export const TranscodeFiles = z.strictObject({
  /** In the order of the job's watermarks; null for those without an image. */
  images: z.array(z.string().nullable()),
  /** A file with the words of each watermark; null for those that are none of text. */
  texts: z.array(z.string().nullable()),
  /** In the order of the job's sounds that are mixed in. */
  mixes: z.array(z.string()),
  font: z.string(),
})
export type TranscodeFiles = z.infer<typeof TranscodeFiles>

/** An image that was looked into. */
export interface ImageFile {
  readonly path: string
  /** FFmpeg's name of what reads it. */
  readonly demuxer: string
}

/** The same files, the images looked into: a filter opens them by itself, and is not left to guess what they are. */
export type PlannedFiles = Omit<TranscodeFiles, 'images'> & { readonly images: readonly (ImageFile | null)[] }
