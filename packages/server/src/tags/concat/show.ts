import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import { showMediaOutput } from '../show-media.ts'
import type { ShownOperation, ShowOrder, ShownParts } from '../tag.ts'
import { Params, type Fragment } from './params.ts'

export function showConcat(job: ShownOperation, order: ShowOrder): ShownParts {
  return {
    params: job.template ? [] : showParams(Params.parse(job.params)),
    results: showMediaOutput(job, order),
  }
}

export function showConcatTemplate(template: unknown): readonly XmlNode[] {
  return showParams(Params.parse(template))
}

function showParams({ fragments, audio, video, format, index, directConcat }: Params): readonly XmlNode[] {
  return [
    [
      'ConcatTemplate',
      [
        ...fragments.map(showFragment),
        ...container('Audio', [
          ...optionalText('Codec', audio.codec),
          ...optionalText('Samplerate', audio.sampleRate),
          ...optionalText('Bitrate', audio.bitrate),
          ...optionalText('Channels', audio.channels),
          ...optionalText('Remove', audio.remove),
        ]),
        ...container('Video', [
          ...optionalText('Codec', video.codec),
          ...optionalText('Width', video.width),
          ...optionalText('Height', video.height),
          ...optionalText('Fps', video.fps),
          ...optionalText('Bitrate', video.bitrate),
          ...optionalText('Crf', video.crf),
          ...optionalText('Remove', video.remove),
          ...optionalText('Rotate', video.rotate),
          ...optionalText('Profile', video.profile),
          ...optionalText('Gop', video.gop),
          ...optionalText('Preset', video.preset),
          ...optionalText('Bufsize', video.bufsize),
          ...optionalText('Maxrate', video.maxrate),
        ]),
        ['Container', [['Format', format]]],
        ...optionalText('Index', index),
        ...optionalText('DirectConcat', directConcat),
      ],
    ],
  ]
}

function showFragment({ url, mode, fragmentIndex, startTime, endTime, duration }: Fragment): XmlNode {
  return [
    'ConcatFragment',
    [
      ['Url', url],
      ...optionalText('Mode', mode),
      ...optionalText('FragmentIndex', fragmentIndex),
      ...optionalText('StartTime', startTime),
      ...optionalText('EndTime', endTime),
      ...optionalText('Duration', duration),
    ],
  ]
}

function container(name: string, children: readonly XmlNode[]): readonly XmlNode[] {
  return children.length === 0 ? [] : [[name, children]]
}
