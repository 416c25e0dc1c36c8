import { z } from 'zod'
import { AUDIO_ENCODERS, VIDEO_ENCODERS } from '../encoders.ts'

/** FFmpeg's own options, such as an encoder's `crf`. */
const options = z.record(z.string(), z.string())

const encoded = {
  kind: z.literal('encode'),
  /** Options of the encoder and general ones, such as `b`, `g`, `maxrate`. */
  options,
  /**
   * Filters between the decoder and the encoder, in FFmpeg's syntax: a chain such as `crop=320:240,hflip`, or a
   * graph that reads `[in]` and writes `[out]`. Empty: none.
   */
  filters: z.string(),
}

const videoEncoding = z.strictObject({
  ...encoded,
  encoder: z.enum(VIDEO_ENCODERS),
  /** Frames per second, such as `25` or `30000/1001`; none: the source's frames at their times. */
  frameRate: z.string().exactOptional(),
  /** Of those that the encoder supports, several as `a|b`; none: the one nearest to the source's. */
  pixelFormat: z.string().exactOptional(),
  /** Maximum distance of key frames in seconds; the encoder may choose more. */
  keyFrameEveryS: z.number().positive().exactOptional(),
  /** The container's tag of the codec, four characters. */
  tag: z.string().length(4).exactOptional(),
})
export type VideoEncoding = z.infer<typeof videoEncoding>

const audioEncoding = z.strictObject({
  ...encoded,
  encoder: z.enum(AUDIO_ENCODERS),
  /** Hz; none: the source's, or the nearest that the encoder supports. */
  sampleRate: z.int().positive().exactOptional(),
  /** FFmpeg's name of a layout: `stereo`, `5.1`, or `6c` for the usual one of six channels. */
  channelLayout: z.string().exactOptional(),
  sampleFormat: z.string().exactOptional(),
})
export type AudioEncoding = z.infer<typeof audioEncoding>

/** Copies the packets unchanged. */
const copied = z.strictObject({ kind: z.literal('copy') })

/**
 * A conversion of one file into one with at most a video and an audio stream. It is plain JSON, since a task sends it
 * to its child.
 */
export const Conversion = z.strictObject({
  inputPath: z.string().min(1),
  outputPath: z.string().min(1),
  /** FFmpeg's name of the output format, such as `mp4` or `hls`. */
  muxer: z.string().min(1),
  muxerOptions: options.exactOptional(),
  /** Seconds from the start of the file. Exact if a stream is encoded, the key frame before if it is copied. */
  startS: z.number().nonnegative().exactOptional(),
  /** Seconds of the output; none: to the end. */
  durationS: z.number().positive().exactOptional(),
  /** Absent: the output has none. */
  video: z.discriminatedUnion('kind', [videoEncoding, copied]).exactOptional(),
  audio: z.discriminatedUnion('kind', [audioEncoding, copied]).exactOptional(),
  /** Indexes of the streams in the file; by default the best of each kind. */
  videoStream: z.int().nonnegative().exactOptional(),
  audioStream: z.int().nonnegative().exactOptional(),
  /** Drops titles, languages and other metadata. */
  dropsMetadata: z.boolean(),
  /** Of each of decoder, filters and encoder of video. */
  threads: z.int().positive(),
  /** Seconds; a longer input is rejected. */
  maxDurationS: z.number().positive(),
})
export type Conversion = z.infer<typeof Conversion>
