import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import { showMediaOutput } from '../show-media.ts'
import type { ShownOperation, ShowOrder, ShownParts } from '../tag.ts'
import { Params } from './params.ts'

export function showAnimation(job: ShownOperation, order: ShowOrder): ShownParts {
  return {
    params: job.template ? [] : [['Animation', showParams(Params.parse(job.params))]],
    results: showMediaOutput(job, order),
  }
}

/** Templates show the same under a name that they share with Transcode. */
export function showAnimationTemplate(template: unknown): readonly XmlNode[] {
  return [['TransTpl', showParams(Params.parse(template))]]
}

function showParams({ format, video, timeInterval }: Params): readonly XmlNode[] {
  return [
    ['Container', [['Format', format]]],
    ...container('Video', [
      ...optionalText('Codec', video.codec),
      ...optionalText('Width', video.width),
      ...optionalText('Height', video.height),
      ...optionalText('Fps', video.fps),
      ...optionalText('AnimateOnlyKeepKeyFrame', video.onlyKeyFrames),
      ...optionalText('AnimateTimeIntervalOfFrame', video.frameInterval),
      ...optionalText('AnimateFramesPerSecond', video.framesPerSecond),
      ...optionalText('Quality', video.quality),
    ]),
    ...container('TimeInterval', [
      ...optionalText('Start', timeInterval.start),
      ...optionalText('Duration', timeInterval.duration),
    ]),
  ]
}

function container(name: string, children: readonly XmlNode[]): readonly XmlNode[] {
  return children.length === 0 ? [] : [[name, children]]
}
