import {
  invalidArgument,
  optionalField,
  pathOf,
  requiredField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { defaultOf } from '../parameters/fields.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { AnimationBlock, TimeBlock, VideoBlock, type CODECS } from './block.ts'
import { Params } from './params.ts'

/** The Animation block, or the template instead of it. Throws InvalidArgument. */
export function readAnimation(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (!template) return readParams(requiredField(operation.field, 'Animation'))
  skipFields(operation.field, 'Animation')
  return Params.parse(template.params)
}

/** The body of POST /template, with what the documentation says of what is left out in the containers that were sent. */
export function readAnimationTemplate(request: FieldPath): Params {
  const { format, video, timeInterval } = readParams(request)
  const onlyKeyFrames = defaultOf(VideoBlock.shape.AnimateOnlyKeepKeyFrame)
  return {
    format,
    video: optionalField(request, 'Video') ? { codec: codecOf(format), onlyKeyFrames, ...video } : {},
    timeInterval: optionalField(request, 'TimeInterval')
      ? { start: defaultOf(TimeBlock.shape.Start), ...timeInterval }
      : {},
  }
}

function readParams(place: FieldPath): Params {
  const {
    Container: { Format: format },
    Video: video = {},
    TimeInterval: interval = {},
  } = readBlock(place, AnimationBlock)
  if (video.Codec !== undefined && video.Codec !== codecOf(format)) {
    throw invalidArgument(
      `${pathOf(place, 'Video.Codec')} must be ${codecOf(format)} when Container.Format is ${format}.`,
    )
  }
  return {
    format,
    video: present({
      codec: video.Codec,
      width: video.Width,
      height: video.Height,
      fps: video.Fps,
      onlyKeyFrames: video.AnimateOnlyKeepKeyFrame,
      frameInterval: video.AnimateTimeIntervalOfFrame,
      framesPerSecond: video.AnimateFramesPerSecond,
      quality: video.Quality,
    }),
    timeInterval: present({ start: interval.Start, duration: interval.Duration }),
  }
}

function codecOf(format: Params['format']): (typeof CODECS)[number] {
  return format === 'webp' ? 'webp' : 'gif'
}
