import {
  invalidArgument,
  optionalChoice,
  optionalField,
  pathOf,
  assertOff,
  requiredField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { present } from '../present.ts'
import { optionalNumberText } from '../read-number.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { CODECS, FORMATS, Params } from './params.ts'

const SIDE = { min: 128, max: 4_096, whole: true }
const FRAME_RATE = { min: 0, max: 60, open: 'min' } as const
/** Longer than any recording, seconds. */
const LONGEST_S = 10_000_000
const BOOLEANS = ['true', 'false'] as const

/** The Animation block, or the template instead of it. Throws InvalidArgument. */
export function readAnimation(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (!template) return readBlock(requiredField(operation.field, 'Animation'))
  skipFields(operation.field, 'Animation')
  return Params.parse(template.params)
}

/** The body of POST /template, with what the documentation says of what is left out in the containers that were sent. */
export function readAnimationTemplate(request: FieldPath): Params {
  const { format, video, timeInterval } = readBlock(request)
  return {
    format,
    video: optionalField(request, 'Video')
      ? { codec: codecOf(format), onlyKeyFrames: 'false', ...video }
      : {},
    timeInterval: optionalField(request, 'TimeInterval') ? { start: '0', ...timeInterval } : {},
  }
}

function readBlock(block: FieldPath): Params {
  const container = optionalField(block, 'Container')
  const format = container && optionalChoice(container, 'Format', FORMATS)
  if (format === undefined) throw invalidArgument(`${pathOf(block, 'Container.Format')} is required.`)
  const video = readVideo(optionalField(block, 'Video'))
  if (video.codec !== undefined && video.codec !== codecOf(format)) {
    throw invalidArgument(
      `${pathOf(block, 'Video.Codec')} must be ${codecOf(format)} when Container.Format is ${format}.`,
    )
  }
  return { format, video, timeInterval: readTimeInterval(optionalField(block, 'TimeInterval')) }
}

function codecOf(format: Params['format']): (typeof CODECS)[number] {
  return format === 'webp' ? 'webp' : 'gif'
}

function readVideo(video: FieldPath | undefined): Params['video'] {
  if (!video) return {}
  assertOff(video, { Remove: ['false'], LongShortMode: ['false'] })
  return present({
    codec: optionalChoice(video, 'Codec', CODECS),
    width: optionalNumberText(video, 'Width', SIDE),
    height: optionalNumberText(video, 'Height', SIDE),
    fps: optionalNumberText(video, 'Fps', FRAME_RATE),
    onlyKeyFrames: optionalChoice(video, 'AnimateOnlyKeepKeyFrame', BOOLEANS),
    frameInterval: optionalNumberText(video, 'AnimateTimeIntervalOfFrame', {
      min: 0,
      max: LONGEST_S,
      open: 'min',
    }),
    framesPerSecond: optionalNumberText(video, 'AnimateFramesPerSecond', FRAME_RATE),
    quality: optionalNumberText(video, 'Quality', { min: 1, max: 100, whole: true, open: 'max' }),
  })
}

function readTimeInterval(interval: FieldPath | undefined): Params['timeInterval'] {
  if (!interval) return {}
  return present({
    start: optionalNumberText(interval, 'Start', { min: 0, max: LONGEST_S }),
    duration: optionalNumberText(interval, 'Duration', { min: 0, max: LONGEST_S, open: 'min' }),
  })
}
