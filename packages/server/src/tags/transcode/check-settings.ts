import { aFileOf } from '../../media/containers.ts'
import { invalidArgument, notImplemented } from '../../protocol/xml/read-fields.ts'
import { audioRules, containerOf, defaultVideoCodec } from './containers.ts'
import { unlessNone, type AudioBlock, type VideoBlock } from './blocks.ts'
import type { Settings } from './params.ts'

/** Which presets, profiles and pixel formats go with a codec of video. */
const SPEEDS = ['veryfast', 'fast', 'medium', 'slow', 'slower'] as const
const VPX = { presets: ['good', 'realtime'], pixelFormats: ['yuv420p', 'auto'] } as const
const VIDEO_RULES = {
  'H.264': {
    presets: SPEEDS,
    pixelFormats: ['yuv420p', 'yuv422p', 'yuv444p', 'yuvj420p', 'yuvj422p', 'yuvj444p', 'auto'],
  },
  'H.265': { presets: SPEEDS, pixelFormats: ['yuv420p', 'yuv420p10le', 'auto'] },
  VP8: VPX,
  VP9: VPX,
  AV1: { presets: ['5', '4'], pixelFormats: ['yuv420p', 'yuv420p10le', 'auto'] },
} as const

/** Profiles that can't hold what a pixel format has. */
const NARROW_PROFILES = ['baseline', 'main', 'high'] as const

const AV1_LEAST_FPS = 0.01

/** Throws InvalidArgument for what does not go together, NotImplemented for what this FFmpeg can't make. */
export function checkSettings(settings: Settings, path: string): void {
  const { container, video, audio } = settings
  if (container.Format === 'amr')
    throw notImplemented(`${path}Container.Format amr`, 'this FFmpeg has no encoder for it')
  if (video?.Remove !== 'true' && video) checkVideo(settings, video, `${path}Video.`)
  if (audio?.Remove !== 'true' && audio) checkAudio(settings, audio, `${path}Audio.`)
  if (!hasVideo(settings) && !hasAudio(settings))
    throw invalidArgument(
      `${path}Video and ${path}Audio: ${aFileOf(container.Format)} without both would be empty.`,
    )
}

export function hasVideo({ container, video }: Settings): boolean {
  return video !== undefined && video.Remove !== 'true' && containerOf(container.Format).videos.length > 0
}

export function hasAudio({ audio }: Settings): boolean {
  return audio !== undefined && audio.Remove !== 'true'
}

function checkVideo({ container }: Settings, video: VideoBlock, path: string): void {
  const { videos } = containerOf(container.Format)
  // A container of sound alone leaves the picture out.
  if (videos.length === 0) return
  const codec = video.Codec ?? defaultVideoCodec(container.Format)
  requireOneOf(`${path}Codec`, codec, videos, `in ${container.Format}`)
  const { presets, pixelFormats } = VIDEO_RULES[codec]
  requireOneOf(`${path}Preset`, video.Preset, presets, `with ${codec}`)
  requireOneOf(`${path}Pixfmt`, video.Pixfmt, pixelFormats, `with ${codec}`)
  if (
    codec !== 'H.264' &&
    video.Profile !== undefined &&
    video.Profile !== 'auto' &&
    video.Profile !== 'main'
  )
    throw invalidArgument(`${path}Profile ${video.Profile} is one of H.264, not of ${codec}.`)
  const isNarrow = NARROW_PROFILES.some((profile) => profile === video.Profile)
  const isWide = video.Pixfmt !== undefined && /^yuvj?4(22|44)/.test(video.Pixfmt)
  if (codec === 'H.264' && isNarrow && isWide)
    throw invalidArgument(
      `${path}Profile ${video.Profile ?? ''} can't hold ${path}Pixfmt ${video.Pixfmt ?? ''}; auto can.`,
    )
  if (codec === 'AV1') checkAv1(video, path)
  const isVpx = codec === 'VP8' || codec === 'VP9'
  for (const name of ['Bufsize', 'Maxrate'] as const)
    if (isVpx && unlessNone(video[name]) !== undefined)
      throw invalidArgument(`${path}${name} is not for ${codec}.`)
}

/** What its encoder does not take. */
function checkAv1({ Fps, ...video }: VideoBlock, path: string): void {
  if (Fps !== undefined && Number(Fps) < AV1_LEAST_FPS)
    throw invalidArgument(`${path}Fps must be at least ${AV1_LEAST_FPS} with AV1.`)
  // A quality wins over a rate.
  const rate = unlessNone(video.Bitrate)
  if (rate === undefined || rate === 'auto' || unlessNone(video.Crf) !== undefined) return
  if (unlessNone(video.Maxrate) !== undefined)
    throw invalidArgument(`${path}Maxrate is for AV1 without ${path}Bitrate: it bounds a quality.`)
  if (Number(video.Gop) === 1)
    throw invalidArgument(`${path}Gop must be at least 2 for AV1 with ${path}Bitrate.`)
}

function checkAudio({ container }: Settings, audio: AudioBlock, path: string): void {
  const { audios, mp3Rates } = containerOf(container.Format)
  if (audio.Codec === 'amr') throw notImplemented(`${path}Codec amr`, 'this FFmpeg has no encoder for it')
  const codec = audio.Codec ?? audios[0] ?? 'aac'
  requireOneOf(`${path}Codec`, codec, audios, `in ${container.Format}`)
  const rules = audioRules(codec)
  const rates = codec === 'mp3' && mp3Rates ? mp3Rates : rules.rates
  requireOneOf(
    `${path}Samplerate`,
    audio.Samplerate,
    rates.map(String),
    `with ${codec} in ${container.Format}`,
  )
  requireOneOf(`${path}SampleFormat`, audio.SampleFormat, rules.sampleFormats, `with ${codec}`)
  const channels =
    container.Format === 'dash' ? rules.channels.filter((count) => count !== '8') : rules.channels
  requireOneOf(`${path}Channels`, audio.Channels, channels, `with ${codec} in ${container.Format}`)
  for (const name of ['KeepTwoTracks', 'SwitchTrack'] as const)
    if (audio[name] === 'true')
      throw notImplemented(`${path}${name} true`, 'an output has one track of sound')
}

function requireOneOf(
  path: string,
  value: string | undefined,
  allowed: readonly string[],
  where: string,
): void {
  if (value === undefined || allowed.includes(value)) return
  throw invalidArgument(
    `${path} must be ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')} ${where}.`,
  )
}
