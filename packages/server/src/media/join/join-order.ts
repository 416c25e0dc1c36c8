import { z } from 'zod'

const positive = z.number().positive()

const fragment = z.strictObject({
  path: z.string().min(1),
  /** Seconds of its own time. */
  startS: z.number().nonnegative().exactOptional(),
  durationS: positive.exactOptional(),
})
export type Fragment = z.infer<typeof fragment>

const video = z.strictObject({
  encoder: z.literal('libx264'),
  options: z.record(z.string(), z.string()),
  /** Pixels; none: those of the first fragment, or by its proportions if the other one is set. */
  width: z.int().positive().exactOptional(),
  height: z.int().positive().exactOptional(),
  /** Frames per second; none: the first fragment's. */
  frameRate: positive.exactOptional(),
  /** Degrees clockwise. */
  rotate: z.number().nonnegative().lt(360).exactOptional(),
  /** Maximum distance of key frames in seconds; none: the encoder decides. */
  keyFrameEveryS: positive.exactOptional(),
})
export type JoinVideo = z.infer<typeof video>

const audio = z.strictObject({
  encoder: z.enum(['aac', 'libmp3lame']),
  options: z.record(z.string(), z.string()),
  /** Hz; none: that of the first fragment that has sound. */
  sampleRate: z.int().positive().exactOptional(),
  channels: z.int().positive().exactOptional(),
})
export type JoinAudio = z.infer<typeof audio>

const common = {
  fragments: z.array(fragment).min(1),
  outputPath: z.string().min(1),
  /** Seconds; a longer output is rejected. */
  maxDurationS: positive,
}

/** A join by decoding and encoding. It is plain JSON, since a task sends it to its child. */
export const JoinOrder = z.strictObject({
  ...common,
  /** FFmpeg's name of the output format. */
  muxer: z.string().min(1),
  muxerOptions: z.record(z.string(), z.string()),
  /** Null: the output has none. */
  video: video.nullable(),
  audio: audio.nullable(),
})
export type JoinOrder = z.infer<typeof JoinOrder>

/** A join by copying packets. */
export const CopyOrder = z.strictObject({
  ...common,
  container: z.enum(['mp4', 'flv', 'ts', 'mp3', 'aac']),
  video: z.boolean(),
  audio: z.boolean(),
})
export type CopyOrder = z.infer<typeof CopyOrder>
