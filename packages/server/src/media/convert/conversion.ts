import { z } from 'zod'
import { AUDIO_ENCODERS, VIDEO_ENCODERS } from '../encoders.ts'

/** Names and numbers of FFmpeg's own, such as an encoder's `crf`. */
const options = z.record(z.string(), z.string())

const encoded = {
  kind: z.literal('encode'),
  /** The encoder's own and the general ones, such as `b`, `g`, `maxrate`. */
  options,
  /**
   * Filters between the decoder and the encoder, in FFmpeg's words: a chain such as `crop=320:240,hflip`, or a graph that
   * reads `[in]` and writes `[out]`. Empty: none.
   */
  filters: z.string(),
}

const videoEncoding = z.strictObject({
  ...encoded,
  encoder: z.enum(VIDEO_ENCODERS),
  /** Frames per second, such as `25` or `30000/1001`; none: the source's frames at their times. */
  frameRate: z.string().exactOptional(),
  /** Of those that the encoder takes, several as `a|b`; none: the one nearest to the source's. */
  pixelFormat: z.string().exactOptional(),
  /** Seconds after which a key frame is due, besides those that the encoder chooses. */
  keyFrameEveryS: z.number().positive().exactOptional(),
  /** Four characters that the container calls the codec by. */
  tag: z.string().length(4).exactOptional(),
})
export type VideoEncoding = z.infer<typeof videoEncoding>

const audioEncoding = z.strictObject({
  ...encoded,
  encoder: z.enum(AUDIO_ENCODERS),
  /** Hz; none: the source's, or the nearest that the encoder takes. */
  sampleRate: z.int().positive().exactOptional(),
  /** As FFmpeg writes a layout: `stereo`, `5.1`, or `6c` for the usual one of six channels. */
  channelLayout: z.string().exactOptional(),
  sampleFormat: z.string().exactOptional(),
})
export type AudioEncoding = z.infer<typeof audioEncoding>

/** The packets as they are. */
const copied = z.strictObject({ kind: z.literal('copy') })

/** Of one file into one of at most a video and an audio stream; plain JSON, for a task gives it to its child. */
export const Conversion = z.strictObject({
  inputPath: z.string().min(1),
  outputPath: z.string().min(1),
  /** FFmpeg's name of the output format, such as `mp4` or `hls`. */
  muxer: z.string().min(1),
  muxerOptions: options.exactOptional(),
  /** Seconds from the start of the file. Exact where a stream is encoded, the key frame before where it is copied. */
  startS: z.number().nonnegative().exactOptional(),
  /** Seconds of the output; none: to the end. */
  durationS: z.number().positive().exactOptional(),
  /** Absent: the output has none. */
  video: z.discriminatedUnion('kind', [videoEncoding, copied]).exactOptional(),
  audio: z.discriminatedUnion('kind', [audioEncoding, copied]).exactOptional(),
  /** The streams' numbers in the file, where it is not to be the best of each. */
  videoStream: z.int().nonnegative().exactOptional(),
  audioStream: z.int().nonnegative().exactOptional(),
  /** Titles, languages and the like are left out. */
  dropsMetadata: z.boolean(),
  /** Of the decoder, the filters and the encoder of video, each. */
  threads: z.int().positive(),
  /** Seconds; a longer input is refused. */
  maxDurationS: z.number().positive(),
})
export type Conversion = z.infer<typeof Conversion>
