import { z } from 'zod'
import { FORMATS } from './block.ts'

/** The Segment block as it was sent. */
export const Params = z.object({
  format: z.enum(FORMATS),
  /** Seconds of a piece; none: the whole is one file. */
  duration: z.string().exactOptional(),
  /** Seconds of the input. */
  startTime: z.string().exactOptional(),
  endTime: z.string().exactOptional(),
  transcodeIndex: z.string().exactOptional(),
  /** Asking for none is answered as it was asked. */
  hlsEncrypt: z
    .object({
      isHlsEncrypt: z.string().exactOptional(),
      isEncrypt: z.string().exactOptional(),
      uriKey: z.string().exactOptional(),
    })
    .exactOptional(),
  /** What the pieces of a playlist are written to, because the permission to do so is checked at submit. */
  pieces: z.object({ region: z.string(), bucket: z.string(), object: z.string() }).exactOptional(),
})
export type Params = z.infer<typeof Params>

export function isPlaylist({ format }: Pick<Params, 'format'>): boolean {
  return format === 'hls' || format === 'm3u8'
}
