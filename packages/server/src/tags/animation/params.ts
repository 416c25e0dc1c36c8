import { z } from 'zod'
import { CODECS, FORMATS } from './block.ts'

const text = z.string().exactOptional()

/** The Animation block as it was sent: what is absent is decided when the job runs, and not echoed. */
export const Params = z.object({
  format: z.enum(FORMATS),
  video: z.object({
    codec: z.enum(CODECS).exactOptional(),
    width: text,
    height: text,
    fps: text,
    onlyKeyFrames: z.enum(['true', 'false']).exactOptional(),
    frameInterval: text,
    framesPerSecond: text,
    quality: text,
  }),
  timeInterval: z.object({ start: text, duration: text }),
})
export type Params = z.infer<typeof Params>
