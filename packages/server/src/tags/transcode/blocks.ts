import { z } from 'zod'
import { list, optional, required } from '../parameters/fields.ts'
import { choice, decimal, flag, off, text, wholeNumber } from '../parameters/kinds.ts'
import { WatermarkFields } from '../watermark-blocks/params.ts'
import { AUDIO_CODECS, CONTAINERS, VIDEO_CODECS } from './codecs.ts'

// All of it is kept as it was sent; what is absent is decided when the job runs, and not echoed.

export const MOST_MIXES = 2

export const ContainerBlock = z.object({
  Format: required(choice(CONTAINERS), 'The container of the output; amr is not implemented here.'),
})

export const ClipBlock = z.object({
  Duration: optional(wholeNumber(1, 3_600, { unit: 's' }), 'The length of a segment of hls and dash.', {
    default: '5',
  }),
})

/** What clients write where they want none. */
const NONE = '0'
const orNone = { also: [NONE] }

/** The value, unless it is none. */
export function unlessNone(value: string | undefined): string | undefined {
  return value === NONE ? undefined : value
}

const SIDE = { step: 2, unit: 'px' }

export const VideoBlock = z.object({
  Codec: optional(choice(VIDEO_CODECS), 'The codec of the picture; else the usual one of the container.'),
  Width: optional(wholeNumber(128, 4_096, SIDE), 'The width; else from Height, or that of the input.'),
  Height: optional(wholeNumber(128, 4_096, SIDE), 'The height; else from Width, or that of the input.'),
  Fps: optional(
    decimal({ above: 0, max: 60 }, { unit: 'frames/s' }),
    'The frame rate; else that of the input.',
  ),
  Remove: optional(flag(), 'Whether the picture is left out.', { default: 'false' }),
  Profile: optional(
    choice(['baseline', 'main', 'high', 'auto']),
    'The profile of H.264; else high where the pixel format allows it.',
  ),
  Bitrate: optional(
    wholeNumber(10, 50_000, { unit: 'kbit/s', also: ['auto', NONE] }),
    'The bitrate of the picture; Crf takes precedence, and without both the quality is that of Crf 25.',
  ),
  Crf: optional(decimal({ above: 0, max: 51 }, orNone), 'The quality: the lower, the better.'),
  Gop: optional(
    wholeNumber(1, 100_000, { unit: 'frames', ...orNone }),
    'The most frames from one key frame to the next; else as the encoder chooses.',
  ),
  Preset: optional(
    choice(['veryfast', 'fast', 'medium', 'slow', 'slower', 'good', 'realtime', '5', '4']),
    'The speed of the encoder: the first five with H.264 and H.265, good and realtime with VP8 and VP9, a number with AV1.',
  ),
  Bufsize: optional(
    wholeNumber(1_000, 128_000, { unit: 'kbit', ...orNone }),
    'The buffer that Maxrate holds for; else twice Maxrate.',
  ),
  Maxrate: optional(
    wholeNumber(10, 50_000, { unit: 'kbit/s', ...orNone }),
    'The highest bitrate; not for VP8 and VP9.',
  ),
  HlsTsTime: optional(
    wholeNumber(1, 3_600, { unit: 's' }),
    'The length of a segment, as older clients write it; ClipConfig.Duration takes precedence.',
  ),
  DashSegment: optional(
    wholeNumber(1, 3_600, { unit: 's' }),
    'The length of a segment, as older clients write it; HlsTsTime takes precedence.',
  ),
  Pixfmt: optional(
    choice(['yuv420p', 'yuv422p', 'yuv444p', 'yuvj420p', 'yuvj422p', 'yuvj444p', 'yuv420p10le', 'auto']),
    'The pixel format; auto is that of the input.',
    { default: 'yuv420p' },
  ),
  LongShortMode: optional(
    flag(),
    'Whether Width and Height change places for a picture that is higher than wide.',
    { default: 'false' },
  ),
  Rotate: optional(decimal({ min: 0, below: 360 }, { unit: '°' }), 'How far it is turned clockwise.', {
    default: '0',
  }),
})
export type VideoBlock = z.infer<typeof VideoBlock>

export const AudioBlock = z.object({
  Codec: optional(
    choice(AUDIO_CODECS),
    'The codec of the sound; else the usual one of the container. amr is not implemented here.',
  ),
  Samplerate: optional(
    choice(
      ['8000', '11025', '12000', '16000', '22050', '24000', '32000', '44100', '48000', '88200', '96000'],
      { unit: 'Hz' },
    ),
    'The sample rate, as far as the codec has it; else 44100, or 48000 with opus.',
  ),
  Bitrate: optional(
    wholeNumber(8, 1_000, { unit: 'kbit/s', ...orNone }),
    'The bitrate of the sound; else as the encoder chooses.',
  ),
  Channels: optional(
    choice(['1', '2', '4', '5', '6', '8']),
    'The number of channels, as far as the codec has it; else that of the input.',
  ),
  Remove: optional(flag(), 'Whether the sound is left out.', { default: 'false' }),
  KeepTwoTracks: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  SwitchTrack: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  SampleFormat: optional(
    choice(['fltp', 's16', 's32', 's16p', 's32p']),
    'The sample format, as far as the codec has it.',
  ),
})
export type AudioBlock = z.infer<typeof AudioBlock>

export const TimeBlock = z.object({
  Start: optional(decimal({ min: 0 }, { unit: 's' }), 'Where the output begins in the input.', {
    default: '0',
  }),
  Duration: optional(decimal({ above: 0 }, { unit: 's' }), 'How long the output is; else to the end.'),
})

const METHOD_DEFAULT = { default: '0' }

export const TransConfigBlock = z.object({
  AdjDarMethod: optional(
    choice(['scale', 'crop', 'pad', 'none']),
    'How a picture fits into other proportions: stretched, cut, with a border, or shown in the old ones.',
    { default: 'none' },
  ),
  IsCheckReso: optional(flag(), 'Whether a picture smaller than asked for is not enlarged.', {
    default: 'false',
  }),
  ResoAdjMethod: optional(
    choice(['0', '1']),
    'With IsCheckReso: 0 keeps the size of the input, 1 fails the job.',
    METHOD_DEFAULT,
  ),
  IsCheckVideoBitrate: optional(flag(), 'Whether the bitrate of the picture is never raised.', {
    default: 'false',
  }),
  VideoBitrateAdjMethod: optional(
    choice(['0', '1']),
    'With IsCheckVideoBitrate: 0 keeps the bitrate of the input, 1 fails the job.',
    METHOD_DEFAULT,
  ),
  IsCheckAudioBitrate: optional(flag(), 'Whether the bitrate of the sound is never raised.', {
    default: 'false',
  }),
  AudioBitrateAdjMethod: optional(
    choice(['0', '1']),
    'With IsCheckAudioBitrate: 0 keeps the bitrate of the input, 1 fails the job.',
    METHOD_DEFAULT,
  ),
  IsCheckVideoFps: optional(flag(), 'Whether the frame rate is never raised.', { default: 'false' }),
  VideoFpsAdjMethod: optional(
    choice(['0', '1']),
    'With IsCheckVideoFps: 0 keeps the frame rate of the input, 1 fails the job.',
    METHOD_DEFAULT,
  ),
  DeleteMetadata: optional(flag(), 'Whether the metadata of the input is left out.', { default: 'false' }),
  IsHdr2Sdr: optional(flag(), 'Whether a picture in HDR becomes SDR.', { default: 'false' }),
  TranscodeIndex: optional(
    wholeNumber(0, 999),
    'The stream of the input that is taken, by its number in MediaInfo; else the best of each kind.',
  ),
})
export type TransConfigBlock = z.infer<typeof TransConfigBlock>

/** The two spell the switch differently, and the pages that of HLS in both ways. */
export const EncryptBlock = z.object({
  IsHlsEncrypt: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  IsEncrypt: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  UriKey: optional(text(1_024), 'Without effect, as nothing is encrypted.'),
})

export const MixBlock = z.object({
  AudioSource: required(text(1_024), 'The URL of an object in the bucket of the job.'),
  MixMode: optional(choice(['Repeat', 'Once']), 'How often the sound is played.', { default: 'Repeat' }),
  Replace: optional(flag(), 'Whether it replaces the sound of the input.', { default: 'false' }),
})

/** 0 is what clients write of a fade that is not enabled. */
export const EffectBlock = z.object({
  EnableStartFadein: optional(flag(), 'Whether it fades in.', { default: 'false' }),
  StartFadeinTime: optional(
    decimal({ min: 0 }, { unit: 's' }),
    'How long it fades in; above 0 with EnableStartFadein.',
  ),
  EnableEndFadeout: optional(flag(), 'Whether it fades out at the end.', { default: 'false' }),
  EndFadeoutTime: optional(
    decimal({ min: 0 }, { unit: 's' }),
    'How long it fades out; above 0 with EnableEndFadeout.',
  ),
  EnableBgmFade: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  BgmFadeTime: optional(decimal({ min: 0 }, { unit: 's' }), 'Without effect.'),
})

const MixRequest = MixBlock.extend({
  EffectConfig: optional(EffectBlock, 'Fades of this sound.'),
})

/** A Transcode block, as a request has it. */
export const TranscodeBlock = z.object({
  Container: required(
    ContainerBlock.extend({ ClipConfig: optional(ClipBlock, 'The segments of a playlist.') }),
    'The file that is made.',
  ),
  Video: optional(
    VideoBlock.extend({
      Roi: off('none', 'false'),
      Crop: off('false'),
      Interlaced: off('false'),
      StdExtInfo: off('false'),
    }),
    'How the picture is encoded; without it the output has none.',
  ),
  TimeInterval: optional(TimeBlock, 'The part of the input that is taken; else the whole.'),
  Audio: optional(
    AudioBlock.extend({ KeepAllTracks: off('false') }),
    'How the sound is encoded; without it the output has none.',
  ),
  TransConfig: optional(
    TransConfigBlock.extend({
      HlsEncrypt: optional(EncryptBlock, 'Accepted only without encryption.'),
      DashEncrypt: optional(EncryptBlock, 'Accepted only without encryption.'),
      IsStreamCopy: off('false'),
      IsCheckAudioChannel: off('false'),
      InitialClipNum: off('0'),
    }),
    'How the output relates to the input.',
  ),
  AudioMix: optional(list(MixRequest, MOST_MIXES), 'Sounds that are mixed in; they need Audio.'),
  AudioMixArray: optional(
    list(MixRequest, MOST_MIXES),
    `The same as AudioMix; at most ${MOST_MIXES} of both together.`,
  ),
})

export const RemoveWatermarkBlock = z.object({
  Dx: required(wholeNumber(0, 4_096, { unit: 'px' }), 'From the left side of the input.'),
  Dy: required(wholeNumber(0, 4_096, { unit: 'px' }), 'From the top of the input.'),
  Width: required(wholeNumber(1, 4_096, { unit: 'px' }), 'The width of the place.'),
  Height: required(wholeNumber(1, 4_096, { unit: 'px' }), 'The height of the place.'),
})

export const TranscodeOperation = z.object({
  Transcode: required(TranscodeBlock, 'What is made, unless TemplateId names a template.'),
  ...WatermarkFields,
  RemoveWatermark: optional(RemoveWatermarkBlock, 'A place of the picture that is painted over.'),
})
