import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import type { ShownOperation, ShownParts } from '../tag.ts'
import { Params } from './params.ts'

/** No MediaInfo or MediaResult: the protocol's own examples of this tag have none. */
export function showNoiseReduction({ params, template }: ShownOperation): ShownParts {
  return { params: template ? [] : showParams(Params.parse(params)), results: [] }
}

function showParams(params: Params): readonly XmlNode[] {
  const children = [
    ...optionalText('Format', params.format),
    ...optionalText(params.spelling ?? 'SampleRate', params.sampleRate),
  ]
  return children.length === 0 ? [] : [['NoiseReduction', children]]
}

/** Templates spell the rate in one way, and show what was left to its default. */
export function showNoiseReductionTemplate(template: unknown): readonly XmlNode[] {
  const { format = 'wav', sampleRate = '16000' } = Params.parse(template)
  return [
    [
      'NoiseReduction',
      [
        ['Format', format],
        ['Samplerate', sampleRate],
      ],
    ],
  ]
}
