import { z } from 'zod'
import { optional, required } from '../parameters/fields.ts'
import { choice, decimal, flag, off, wholeNumber } from '../parameters/kinds.ts'
import { LONGEST_S } from '../parameters/longest.ts'

export const FORMATS = ['gif', 'hgif', 'webp'] as const
export const CODECS = ['gif', 'webp'] as const

const FRAME_RATE = { above: 0, max: 60 }
const PER_SECOND = { unit: 'frames/s' }
const SECONDS = { unit: 's' }

export const VideoBlock = z.object({
  Codec: optional(choice(CODECS), 'The codec, which is that of the container.'),
  Width: optional(
    wholeNumber(128, 4_096, { unit: 'px' }),
    'The width; else from Height, or that of the input.',
  ),
  Height: optional(
    wholeNumber(128, 4_096, { unit: 'px' }),
    'The height; else from Width, or that of the input.',
  ),
  Fps: optional(
    decimal(FRAME_RATE, PER_SECOND),
    'How fast frames are played; where none are chosen, also how many there are.',
  ),
  AnimateOnlyKeepKeyFrame: optional(flag(), 'Whether only key frames are shown.', { default: 'false' }),
  AnimateTimeIntervalOfFrame: optional(
    decimal({ above: 0, max: LONGEST_S }, SECONDS),
    'The time from one frame to the next; AnimateOnlyKeepKeyFrame takes precedence.',
  ),
  AnimateFramesPerSecond: optional(
    decimal(FRAME_RATE, PER_SECOND),
    'How many frames of a second are shown; takes precedence over the other two.',
  ),
  Quality: optional(wholeNumber(1, 99), 'The quality of a webp: the higher, the better.'),
  Remove: off('false'),
  LongShortMode: off('false'),
})

export const TimeBlock = z.object({
  Start: optional(decimal({ min: 0, max: LONGEST_S }, SECONDS), 'Where it begins in the input.', {
    default: '0',
  }),
  Duration: optional(decimal({ above: 0, max: LONGEST_S }, SECONDS), 'How long it is; else to the end.'),
})

export const AnimationBlock = z.object({
  Container: required(
    z.object({
      Format: required(choice(FORMATS), 'The format; hgif is a gif with a palette for each frame.'),
    }),
    'The file that is made.',
  ),
  Video: optional(VideoBlock, 'Which frames it has, how large and how fast.'),
  TimeInterval: optional(TimeBlock, 'The part of the input that is taken; else the whole.'),
})

export const AnimationOperation = z.object({
  Animation: required(AnimationBlock, 'What is made, unless TemplateId names a template.'),
})
