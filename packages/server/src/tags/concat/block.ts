import { z } from 'zod'
import { list, optional, required } from '../parameters/fields.ts'
import { choice, decimal, flag, off, url, wholeNumber } from '../parameters/kinds.ts'
import { LONGEST_S } from '../parameters/longest.ts'

export const FORMATS = ['mp4', 'flv', 'hls', 'ts', 'mp3', 'aac'] as const
export const AUDIO_CODECS = ['aac', 'mp3'] as const
export const VIDEO_CODECS = ['H.264'] as const
export const PROFILES = ['baseline', 'main', 'high', 'auto'] as const
export const PRESETS = ['veryfast', 'fast', 'medium', 'slow', 'slower'] as const
export const MODES = ['Start', 'End'] as const

/** Each is a file that is fetched and opened. */
const MOST_FRAGMENTS = 100
const SECONDS = { unit: 's' }
/** Clients write it where they want none. */
const orNone = { also: ['0'] }

const FragmentBlock = z.object({
  Url: required(url(), 'The URL of an object in the bucket of the job.'),
  Mode: optional(choice(MODES), 'Before or behind all others; else as FragmentIndex says.'),
  FragmentIndex: optional(
    wholeNumber(0, 1_000_000),
    'Its place among the fragments; those without one come last, as they were sent.',
  ),
  StartTime: optional(decimal({ min: 0, max: LONGEST_S }, SECONDS), 'Where the part that is taken begins.', {
    default: '0',
  }),
  EndTime: optional(
    decimal({ min: 0, max: LONGEST_S }, SECONDS),
    'Where the part ends, later than StartTime; takes precedence over Duration.',
  ),
  Duration: optional(
    decimal({ above: 0, max: LONGEST_S }, SECONDS),
    'How long the part is; else to the end.',
  ),
})
export type FragmentBlock = z.infer<typeof FragmentBlock>

const AudioBlock = z.object({
  Codec: optional(choice(AUDIO_CODECS), 'The codec of the sound; else mp3 for mp3, and aac for the others.'),
  Samplerate: optional(
    choice(['11025', '22050', '32000', '44100', '48000', '96000'], { unit: 'Hz' }),
    'The sample rate; else that of the first fragment.',
  ),
  Bitrate: optional(
    decimal({ min: 8, max: 1_000 }, { unit: 'kbit/s', ...orNone }),
    'The bitrate of the sound; else as the encoder chooses.',
  ),
  Channels: optional(
    choice(['1', '2', '4', '5', '6', '8']),
    'The number of channels; else that of the first fragment.',
  ),
  Remove: optional(flag(), 'Whether the sound is left out.', { default: 'false' }),
  KeepTwoTracks: off('false'),
  SwitchTrack: off('false'),
  KeepAllTracks: off('false'),
})
export type AudioBlock = z.infer<typeof AudioBlock>

const VideoBlock = z.object({
  Codec: optional(choice(VIDEO_CODECS), 'The codec of the picture.', { default: 'H.264' }),
  Width: optional(
    wholeNumber(128, 4_096, { unit: 'px' }),
    'The width; else from Height, or that of the first.',
  ),
  Height: optional(
    wholeNumber(128, 4_096, { unit: 'px' }),
    'The height; else from Width, or that of the first.',
  ),
  Fps: optional(
    decimal({ above: 0, max: 60 }, { unit: 'frames/s' }),
    'The frame rate; else that of the first.',
  ),
  Bitrate: optional(
    decimal({ min: 10, max: 50_000 }, { unit: 'kbit/s', ...orNone }),
    'The bitrate of the picture; Crf takes precedence, and without both the quality is that of Crf 25.',
  ),
  Crf: optional(decimal({ above: 0, max: 51 }, orNone), 'The quality: the lower, the better.'),
  Remove: optional(flag(), 'Whether the picture is left out.', { default: 'false' }),
  Rotate: optional(decimal({ min: 0, below: 360 }, { unit: '°' }), 'How far it is turned clockwise.', {
    default: '0',
  }),
  Profile: optional(choice(PROFILES), 'The profile of H.264; auto is as the encoder chooses.', {
    default: 'auto',
  }),
  Gop: optional(
    wholeNumber(1, 100_000, { unit: 'frames', ...orNone }),
    'The most frames from one key frame to the next; else as the encoder chooses.',
  ),
  Preset: optional(choice(PRESETS), 'The speed of the encoder.', { default: 'medium' }),
  Bufsize: optional(
    wholeNumber(1_000, 128_000, { unit: 'kbit', ...orNone }),
    'The buffer that Maxrate holds for; else twice Maxrate.',
  ),
  Maxrate: optional(wholeNumber(10, 50_000, { unit: 'kbit/s', ...orNone }), 'The highest bitrate.'),
  Roi: off('none', 'false'),
  Interlaced: off('false'),
  LongShortMode: off('false'),
  Pixfmt: off('yuv420p'),
})
export type VideoBlock = z.infer<typeof VideoBlock>

export const ConcatBlock = z.object({
  ConcatFragment: required(list(FragmentBlock, MOST_FRAGMENTS), 'A file that is joined.'),
  Audio: optional(AudioBlock, 'How the sound is encoded.'),
  Video: optional(VideoBlock, 'How the picture is encoded.'),
  Container: required(
    z.object({ Format: required(choice(FORMATS), 'The container of the output.') }),
    'The file that is made.',
  ),
  Index: optional(wholeNumber(0, MOST_FRAGMENTS), 'The place of the input among the fragments.', {
    default: '0',
  }),
  DirectConcat: optional(flag(), 'Whether streams are copied; fragments that differ are then rejected.', {
    default: 'false',
  }),
  SceneChangeInfo: optional(
    z.object({ Mode: off('Default') }),
    'How one part changes to the next: without a transition.',
  ),
})

export const ConcatOperation = z.object({
  ConcatTemplate: required(ConcatBlock, 'What is joined, and how, unless TemplateId names a template.'),
})
