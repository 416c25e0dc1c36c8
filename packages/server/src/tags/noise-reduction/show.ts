import type { XmlNode } from '../../protocol/xml.ts'
import type { ShownOperation, ShowOrder } from '../tag.ts'
import { Params } from './params.ts'

/** No MediaInfo or MediaResult: the protocol's own examples of this tag have none. */
export function showNoiseReduction(job: ShownOperation, order: ShowOrder): readonly XmlNode[] {
  return [
    ...text('CustomId', job.customId),
    ...showParams(Params.parse(job.params)),
    ...showOutput(job, order),
    ...text('UserData', job.userData),
    ['JobLevel', String(job.level)],
  ]
}

function showParams(params: Params): XmlNode[] {
  const children = [
    ...text('Format', params.format),
    ...text(params.spelling ?? 'SampleRate', params.sampleRate),
  ]
  return children.length === 0 ? [] : [['NoiseReduction', children]]
}

function showOutput({ output }: ShownOperation, order: ShowOrder): XmlNode[] {
  if (!output) return []
  const { region, bucket, object } = output
  const children: readonly XmlNode[] =
    order === 'callback'
      ? [
          ['Bucket', bucket],
          ['Object', object],
          ['Region', region],
        ]
      : [
          ['Region', region],
          ['Bucket', bucket],
          ['Object', object],
        ]
  return [['Output', children]]
}

function text(name: string, value: string | undefined): XmlNode[] {
  return value === undefined ? [] : [[name, value]]
}
