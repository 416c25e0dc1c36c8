import { defaultOf } from '../parameters/fields.ts'
import { hasAudio, hasVideo } from './check-settings.ts'
import { containerOf, defaultVideoCodec } from './containers.ts'
import { AudioBlock, MixBlock, TimeBlock, TransConfigBlock, VideoBlock } from './blocks.ts'
import type { AudioCodec, ContainerFormat, VideoCodec } from './codecs.ts'
import type { Mix, Settings } from './params.ts'

/** What is encoded as where nothing is said. */
export function videoCodec(format: ContainerFormat, { Codec }: VideoBlock): VideoCodec {
  return Codec ?? defaultVideoCodec(format)
}

export function audioCodec(format: ContainerFormat, { Codec }: AudioBlock): AudioCodec {
  return Codec ?? containerOf(format).audios[0] ?? 'aac'
}

export function usualPreset(codec: VideoCodec): NonNullable<VideoBlock['Preset']> {
  switch (codec) {
    case 'H.264':
    case 'H.265':
      return 'medium'
    case 'VP8':
    case 'VP9':
      return 'good'
    case 'AV1':
      return '5'
  }
}

/** One of H.264: the others have none to choose. */
export function usualProfile({ Pixfmt }: VideoBlock): NonNullable<VideoBlock['Profile']> {
  // What a pixel format has may be more than the usual profile holds.
  return Pixfmt === undefined || Pixfmt === 'yuv420p' ? 'high' : 'auto'
}

export function usualSampleRate(codec: AudioCodec): NonNullable<AudioBlock['Samplerate']> {
  return codec === 'opus' ? '48000' : '44100'
}

/** The same settings with the documented defaults said, in the containers that were sent. */
export function withDefaults(settings: Settings): Settings {
  const { container, video, audio, time, config, mixes } = settings
  const { Format } = container
  return {
    ...settings,
    ...(video && hasVideo(settings) && { video: fullVideo(videoCodec(Format, video), video) }),
    ...(audio && hasAudio(settings) && { audio: fullAudio(audioCodec(Format, audio), audio) }),
    ...(time && { time: { Start: defaultOf(TimeBlock.shape.Start), ...time } }),
    ...(config && { config: { ...USUAL_CONFIG, ...config } }),
    mixes: mixes.map(fullMix),
  }
}

const USUAL_CONFIG = {
  AdjDarMethod: defaultOf(TransConfigBlock.shape.AdjDarMethod),
  IsCheckReso: defaultOf(TransConfigBlock.shape.IsCheckReso),
  IsCheckVideoBitrate: defaultOf(TransConfigBlock.shape.IsCheckVideoBitrate),
  IsCheckAudioBitrate: defaultOf(TransConfigBlock.shape.IsCheckAudioBitrate),
  IsCheckVideoFps: defaultOf(TransConfigBlock.shape.IsCheckVideoFps),
  DeleteMetadata: defaultOf(TransConfigBlock.shape.DeleteMetadata),
  IsHdr2Sdr: defaultOf(TransConfigBlock.shape.IsHdr2Sdr),
} as const satisfies TransConfigBlock

function fullVideo(codec: VideoCodec, video: VideoBlock): VideoBlock {
  return {
    Codec: codec,
    Remove: defaultOf(VideoBlock.shape.Remove),
    Preset: usualPreset(codec),
    LongShortMode: defaultOf(VideoBlock.shape.LongShortMode),
    ...(codec === 'H.264' && { Profile: usualProfile(video) }),
    ...video,
  }
}

function fullAudio(codec: AudioCodec, audio: AudioBlock): AudioBlock {
  return {
    Codec: codec,
    Samplerate: usualSampleRate(codec),
    Remove: defaultOf(AudioBlock.shape.Remove),
    KeepTwoTracks: defaultOf(AudioBlock.shape.KeepTwoTracks),
    SwitchTrack: defaultOf(AudioBlock.shape.SwitchTrack),
    ...audio,
  }
}

const USUAL_MIX = {
  MixMode: defaultOf(MixBlock.shape.MixMode),
  Replace: defaultOf(MixBlock.shape.Replace),
} as const

function fullMix({ block, ...mix }: Mix): Mix {
  return { ...mix, block: { ...USUAL_MIX, ...block } }
}
