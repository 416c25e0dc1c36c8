import {
  all,
  choice,
  element,
  flag,
  maybe,
  nothing,
  number,
  several,
  text,
  type Part,
  type Value,
} from '../grammar.ts'
import { MEDIA } from '../inputs.ts'
import { pick } from '../case-random.ts'
import { urlOf } from '../hosts.ts'
import { side } from './sizes.ts'
import { outputTo, type TagGrammar } from './tag-grammar.ts'
import { FAMILIES, type Family } from './transcode-families.ts'
import { removal, watermark } from './watermarks.ts'

const seconds = number({ min: 0.001, max: 100, usual: [0.1, 0.3, 0.5, 1, 2], fraction: true })
const fade = number({ min: 0.001, max: 1_000, usual: [0.1, 0.5], fraction: true })
const pieceSeconds = number({ min: 1, max: 3_600, usual: [1, 2, 10] })

const kilobits: Value = (random) =>
  pick<Value>(random.seeded, [() => 'auto', number({ min: 10, max: 50_000, usual: [50, 100, 300] })])(random)

function video({ videos, presets, pixelFormats }: Family): Part {
  return element(
    'Video',
    videos ? maybe(text('Codec', choice(...videos)), 80) : nothing,
    presets ? maybe(text('Preset', choice(...presets)), 20) : nothing,
    pixelFormats ? maybe(text('Pixfmt', choice(...pixelFormats)), 25) : nothing,
    maybe(text('Width', side), 40),
    maybe(text('Height', side), 40),
    maybe(text('Fps', number({ min: 0.001, max: 60, usual: [5, 10, 12.5, 29.97], fraction: true })), 30),
    maybe(text('Remove', flag), 10),
    maybe(text('Profile', choice('auto', 'main', 'high', 'baseline')), 15),
    maybe(text('Bitrate', kilobits), 20),
    maybe(text('Crf', number({ min: 0.001, max: 51, usual: [20, 30, 40], fraction: true })), 20),
    maybe(text('Gop', number({ min: 1, max: 100_000, usual: [1, 5, 25] })), 20),
    maybe(text('Bufsize', number({ min: 1_000, max: 128_000, usual: [1_000, 2_000] })), 10),
    maybe(text('Maxrate', number({ min: 10, max: 50_000, usual: [100, 500] })), 10),
    maybe(text('HlsTsTime', pieceSeconds), 10),
    maybe(text('DashSegment', pieceSeconds), 10),
    maybe(text('LongShortMode', flag), 15),
    maybe(text('Rotate', number({ min: 0, max: 359.999, usual: [0, 90, 180, 270, 45], fraction: true })), 15),
  )
}

function audio({ audios, rates, channels, sampleFormats }: Family): Part {
  return element(
    'Audio',
    maybe(text('Codec', choice(...audios)), 90),
    maybe(text('Samplerate', choice(...rates)), 40),
    maybe(text('Bitrate', number({ min: 8, max: 1_000, usual: [32, 64, 128] })), 30),
    maybe(text('Channels', choice(...channels)), 40),
    maybe(text('Remove', flag), 10),
    maybe(text('KeepTwoTracks', choice('false')), 5),
    maybe(text('SwitchTrack', choice('false')), 5),
    maybe(text('SampleFormat', choice(...sampleFormats)), 20),
  )
}

const CHECKS = ['IsCheckReso', 'IsCheckVideoBitrate', 'IsCheckAudioBitrate', 'IsCheckVideoFps'] as const
const METHODS = [
  'ResoAdjMethod',
  'VideoBitrateAdjMethod',
  'AudioBitrateAdjMethod',
  'VideoFpsAdjMethod',
] as const

const config = element(
  'TransConfig',
  maybe(text('AdjDarMethod', choice('scale', 'crop', 'pad', 'none'))),
  ...CHECKS.map((name) => maybe(text(name, flag), 20)),
  ...METHODS.map((name) => maybe(text(name, choice('0', '1')), 20)),
  maybe(text('DeleteMetadata', flag), 20),
  maybe(text('IsHdr2Sdr', flag), 20),
  maybe(text('TranscodeIndex', number({ min: 0, max: 999, usual: [0, 1] })), 10),
)

const mix = element(
  'AudioMix',
  text(
    'AudioSource',
    choice(
      urlOf('in/tone.wav'),
      urlOf('in/tone.mp3'),
      urlOf('in/tone.m4a'),
      urlOf('in/empty'),
      urlOf('in/none'),
    ),
  ),
  maybe(text('MixMode', choice('Repeat', 'Once'))),
  maybe(text('Replace', flag)),
  maybe(
    element(
      'EffectConfig',
      maybe(text('EnableStartFadein', flag)),
      maybe(text('StartFadeinTime', fade)),
      maybe(text('EnableEndFadeout', flag)),
      maybe(text('EndFadeoutTime', fade)),
      maybe(text('EnableBgmFade', choice('false')), 10),
    ),
    30,
  ),
)

const settings: Part = (random) => {
  const family = pick(random.seeded, FAMILIES)
  return all(
    element(
      'Container',
      text('Format', choice(...family.formats)),
      maybe(element('ClipConfig', maybe(text('Duration', pieceSeconds))), 15),
    ),
    maybe(video(family), 85),
    maybe(audio(family), 85),
    maybe(element('TimeInterval', maybe(text('Start', seconds)), maybe(text('Duration', seconds))), 25),
    maybe(config, 30),
    maybe(mix, 15),
  )(random)
}

const beside = all(maybe(several(watermark, [1, 3]), 20), maybe(removal, 10))
const inline = element('Transcode', settings)

export const transcode: TagGrammar = {
  tag: 'Transcode',
  inputs: MEDIA,
  params: all(inline, beside),
  output: outputTo('out/${JobId}/t.${Ext}', 'out/${JobId}/t', 'out/t.mp4', 'out/${InputName}'),
  templates: [
    { tag: 'Transcode', params: settings, namedBy: 'TemplateId', beside },
    { tag: 'Watermark', params: watermark, namedBy: 'WatermarkTemplateId', beside: inline },
  ],
}
