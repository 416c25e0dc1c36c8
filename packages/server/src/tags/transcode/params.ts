import { z } from 'zod'
import { choice, decimal, flag, text, wholeNumber } from '../block-schema.ts'
import { JobWatermark } from '../watermark-blocks/params.ts'

export const CONTAINERS = [
  'mp4',
  'hls',
  'mkv',
  'ts',
  'flv',
  'avi',
  'mov',
  'dash',
  'webm',
  'aac',
  'mp3',
  'flac',
  'amr',
  'adts',
  'm4a',
  'wav',
] as const
export type ContainerFormat = (typeof CONTAINERS)[number]

export const VIDEO_CODECS = ['H.264', 'H.265', 'VP8', 'VP9', 'AV1'] as const
export type VideoCodec = (typeof VIDEO_CODECS)[number]

export const AUDIO_CODECS = ['aac', 'mp3', 'flac', 'amr', 'Vorbis', 'opus', 'pcm_s16le'] as const
export type AudioCodec = (typeof AUDIO_CODECS)[number]

/** All of it as it was sent; what is absent is decided when the job runs, and not echoed. */
export const ContainerBlock = z.object({ Format: choice(CONTAINERS) })
/** Seconds. */
export const ClipBlock = z.object({ Duration: wholeNumber(1, 3_600).exactOptional() })

/** What clients write where they want none. */
const NONE = '0'

function orNone(schema: z.ZodString): z.ZodString {
  return z.string().superRefine((text, context) => {
    const { error } = text === NONE ? {} : schema.safeParse(text)
    for (const { message } of error?.issues ?? [])
      context.addIssue({ code: 'custom', message: `${message}, or ${NONE} for none` })
  })
}

export const VideoBlock = z.object({
  Codec: choice(VIDEO_CODECS).exactOptional(),
  Width: wholeNumber(128, 4_096, 2).exactOptional(),
  Height: wholeNumber(128, 4_096, 2).exactOptional(),
  Fps: decimal({ above: 0, max: 60 }).exactOptional(),
  Remove: flag().exactOptional(),
  Profile: choice(['baseline', 'main', 'high', 'auto']).exactOptional(),
  /** kbit/s */
  Bitrate: orNone(
    z.string().refine((text) => text === 'auto' || wholeNumber(10, 50_000).safeParse(text).success, {
      error: 'must be auto or a whole number from 10 to 50000',
    }),
  ).exactOptional(),
  Crf: orNone(decimal({ above: 0, max: 51 })).exactOptional(),
  /** Frames. */
  Gop: orNone(wholeNumber(1, 100_000)).exactOptional(),
  Preset: choice([
    'veryfast',
    'fast',
    'medium',
    'slow',
    'slower',
    'good',
    'realtime',
    '5',
    '4',
  ]).exactOptional(),
  /** kbit */
  Bufsize: orNone(wholeNumber(1_000, 128_000)).exactOptional(),
  /** kbit/s */
  Maxrate: orNone(wholeNumber(10, 50_000)).exactOptional(),
  /** Seconds; how the Go SDK names the length of a segment. */
  HlsTsTime: wholeNumber(1, 3_600).exactOptional(),
  DashSegment: wholeNumber(1, 3_600).exactOptional(),
  Pixfmt: choice([
    'yuv420p',
    'yuv422p',
    'yuv444p',
    'yuvj420p',
    'yuvj422p',
    'yuvj444p',
    'yuv420p10le',
    'auto',
  ]).exactOptional(),
  LongShortMode: flag().exactOptional(),
  /** Degrees clockwise. */
  Rotate: decimal({ min: 0, below: 360 }).exactOptional(),
})
export type VideoBlock = z.infer<typeof VideoBlock>

export const AudioBlock = z.object({
  Codec: choice(AUDIO_CODECS).exactOptional(),
  /** Hz */
  Samplerate: choice([
    '8000',
    '11025',
    '12000',
    '16000',
    '22050',
    '24000',
    '32000',
    '44100',
    '48000',
    '88200',
    '96000',
  ]).exactOptional(),
  /** kbit/s */
  Bitrate: orNone(wholeNumber(8, 1_000)).exactOptional(),
  Channels: choice(['1', '2', '4', '5', '6', '8']).exactOptional(),
  Remove: flag().exactOptional(),
  KeepTwoTracks: flag().exactOptional(),
  SwitchTrack: flag().exactOptional(),
  SampleFormat: choice(['fltp', 's16', 's32', 's16p', 's32p']).exactOptional(),
})
export type AudioBlock = z.infer<typeof AudioBlock>

/** The value, unless it is none. */
export function unlessNone(value: string | undefined): string | undefined {
  return value === NONE ? undefined : value
}

/** Seconds. */
export const TimeBlock = z.object({
  Start: decimal({ min: 0 }).exactOptional(),
  Duration: decimal({ above: 0 }).exactOptional(),
})

const adjustment = choice(['0', '1']).exactOptional()

export const TransConfigBlock = z.object({
  AdjDarMethod: choice(['scale', 'crop', 'pad', 'none']).exactOptional(),
  IsCheckReso: flag().exactOptional(),
  ResoAdjMethod: adjustment,
  IsCheckVideoBitrate: flag().exactOptional(),
  VideoBitrateAdjMethod: adjustment,
  IsCheckAudioBitrate: flag().exactOptional(),
  AudioBitrateAdjMethod: adjustment,
  IsCheckVideoFps: flag().exactOptional(),
  VideoFpsAdjMethod: adjustment,
  DeleteMetadata: flag().exactOptional(),
  IsHdr2Sdr: flag().exactOptional(),
  TranscodeIndex: wholeNumber(0, 999).exactOptional(),
})
export type TransConfigBlock = z.infer<typeof TransConfigBlock>

/** The two spell the switch differently, and the pages that of HLS in both ways. */
export const EncryptBlock = z.object({
  IsHlsEncrypt: flag().exactOptional(),
  IsEncrypt: flag().exactOptional(),
  UriKey: text(1_024).exactOptional(),
})

export const MixBlock = z.object({
  AudioSource: text(1_024),
  MixMode: choice(['Repeat', 'Once']).exactOptional(),
  Replace: flag().exactOptional(),
})
/** Seconds; 0 is what clients write of a fade that is not enabled. */
export const EffectBlock = z.object({
  EnableStartFadein: flag().exactOptional(),
  StartFadeinTime: decimal({ min: 0 }).exactOptional(),
  EnableEndFadeout: flag().exactOptional(),
  EndFadeoutTime: decimal({ min: 0 }).exactOptional(),
  EnableBgmFade: flag().exactOptional(),
  BgmFadeTime: decimal({ min: 0 }).exactOptional(),
})

const Mix = z.object({
  block: MixBlock,
  effect: EffectBlock.exactOptional(),
  /** Whether it came as one of AudioMixArray. */
  isOfArray: z.boolean(),
})
export type Mix = z.infer<typeof Mix>

/** What a Transcode block holds, in a job or in a template. */
export const Settings = z.object({
  container: ContainerBlock,
  clip: ClipBlock.exactOptional(),
  video: VideoBlock.exactOptional(),
  audio: AudioBlock.exactOptional(),
  time: TimeBlock.exactOptional(),
  config: TransConfigBlock.exactOptional(),
  hlsEncrypt: EncryptBlock.exactOptional(),
  dashEncrypt: EncryptBlock.exactOptional(),
  mixes: z.array(Mix),
})
export type Settings = z.infer<typeof Settings>

/** Pixels of the source's picture. */
export const RemoveWatermarkBlock = z.object({
  Dx: wholeNumber(0, 4_096),
  Dy: wholeNumber(0, 4_096),
  Width: wholeNumber(1, 4_096),
  Height: wholeNumber(1, 4_096),
})

export const Params = z.object({
  settings: Settings,
  /** Keys of the objects that `settings.mixes` name, in their order. */
  mixKeys: z.array(z.string()),
  watermarks: z.array(JobWatermark),
  removeWatermark: RemoveWatermarkBlock.exactOptional(),
  /** What a playlist's segments are called by, when there are any; `*` ends it. */
  parts: z.object({ region: z.string(), bucket: z.string(), object: z.string() }).exactOptional(),
})
export type Params = z.infer<typeof Params>
