import { z } from 'zod'

const whole = z.int()
const rational = z.object({ num: whole, den: whole })
export type ProbeRational = z.infer<typeof rational>

const common = {
  index: whole,
  /** FFmpeg's name of the codec, such as `h264`; `none` if it is unknown. */
  codecName: z.string(),
  codecLongName: z.string().exactOptional(),
  codecTag: whole,
  /** Four characters; one that can't be printed is its number in brackets. */
  codecTagString: z.string(),
  profile: z.string().exactOptional(),
  timeBase: rational,
  /** Seconds. */
  startTimeS: z.number().exactOptional(),
  /** Seconds; the file's if the stream has none of its own. */
  durationS: z.number().exactOptional(),
  /** Bits per second. */
  bitRate: z.number().exactOptional(),
  frames: z.number().exactOptional(),
  /** As the container has it, such as `und` or `chi`. */
  language: z.string().exactOptional(),
}

const videoStream = z.object({
  type: z.literal('video'),
  ...common,
  /** Pixels as coded, before any rotation. */
  width: whole,
  height: whole,
  pixelFormat: z.string().exactOptional(),
  sampleAspectRatio: rational.exactOptional(),
  displayAspectRatio: rational.exactOptional(),
  /** The lowest rate that all of its times fit, in frames per second. */
  frameRate: rational.exactOptional(),
  averageFrameRate: rational.exactOptional(),
  /** The codec's number; -99 if it has none. */
  level: whole,
  /** Frames that the decoder buffers to reorder them. */
  bFrames: whole,
  refFrames: whole,
  fieldOrder: z.enum(['progressive', 'tt', 'bb', 'tb', 'bt']).exactOptional(),
  colorRange: z.string(),
  colorPrimaries: z.string(),
  colorTransfer: z.string(),
  /** Degrees clockwise by which a player rotates the picture, at least 0 and below 360. */
  rotation: z.number(),
  /** A cover picture, not video. */
  isPicture: z.boolean(),
})
export type VideoProbe = z.infer<typeof videoStream>

const audioStream = z.object({
  type: z.literal('audio'),
  ...common,
  sampleFormat: z.string().exactOptional(),
  /** Hz */
  sampleRate: whole,
  channels: whole,
  channelLayout: z.string().exactOptional(),
})
export type AudioProbe = z.infer<typeof audioStream>

const subtitleStream = z.object({ type: z.literal('subtitle'), ...common })
export type SubtitleProbe = z.infer<typeof subtitleStream>

/** Data, attachments and the like. */
const otherStream = z.object({ type: z.literal('other'), ...common })
export type OtherProbe = SubtitleProbe | z.infer<typeof otherStream>

const formatProbe = z.object({
  /** The demuxer's names, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  name: z.string(),
  longName: z.string().exactOptional(),
  streams: whole,
  programs: whole,
  /** Indexes of the streams that a player would choose. */
  bestVideo: whole.exactOptional(),
  bestAudio: whole.exactOptional(),
  /** Seconds. */
  startTimeS: z.number().exactOptional(),
  /** Seconds. */
  durationS: z.number().exactOptional(),
  /** What the header claims of it instead, seconds, where the packets of the file say something else. */
  claimedS: z.number().exactOptional(),
  /** Bits per second. */
  bitRate: z.number().exactOptional(),
  /** The file's size. */
  bytes: whole,
})
export type FormatProbe = z.infer<typeof formatProbe>

/** The metadata of a media file. It is plain JSON, since a child sends it to the service. */
export const Probe = z.object({
  format: formatProbe,
  /** In the file's order. */
  streams: z.array(z.discriminatedUnion('type', [videoStream, audioStream, subtitleStream, otherStream])),
})
export type Probe = z.infer<typeof Probe>
