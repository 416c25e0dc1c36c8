import { z } from 'zod'
import { AUDIO_CODECS, FORMATS, MODES, PRESETS, PROFILES, VIDEO_CODECS } from './block.ts'

const text = z.string().exactOptional()
const flag = z.enum(['true', 'false']).exactOptional()

const fragment = z.object({
  url: z.string(),
  /** Before the input or behind it. */
  mode: z.enum(MODES).exactOptional(),
  fragmentIndex: text,
  startTime: text,
  endTime: text,
  duration: text,
  /** What the address names in the job's bucket; a template is not yet of one. */
  key: text,
})
export type Fragment = z.infer<typeof fragment>

/** The ConcatTemplate block as it was sent: what is absent is decided when the job runs, and not echoed. */
export const Params = z.object({
  fragments: z.array(fragment),
  audio: z.object({
    codec: z.enum(AUDIO_CODECS).exactOptional(),
    sampleRate: text,
    bitrate: text,
    channels: text,
    remove: flag,
  }),
  video: z.object({
    codec: z.enum(VIDEO_CODECS).exactOptional(),
    width: text,
    height: text,
    fps: text,
    bitrate: text,
    crf: text,
    remove: flag,
    rotate: text,
    profile: z.enum(PROFILES).exactOptional(),
    /** Frames. */
    gop: text,
    preset: z.enum(PRESETS).exactOptional(),
    /** kbit */
    bufsize: text,
    /** kbit/s */
    maxrate: text,
  }),
  format: z.enum(FORMATS),
  /** The input's place among the fragments. */
  index: text,
  directConcat: flag,
  /** What the pieces of a playlist are written to, because the permission to do so is checked at submit. */
  pieces: z.object({ region: z.string(), bucket: z.string(), object: z.string() }).exactOptional(),
})
export type Params = z.infer<typeof Params>

export function isSoundOnly(format: Params['format']): boolean {
  return format === 'mp3' || format === 'aac'
}
