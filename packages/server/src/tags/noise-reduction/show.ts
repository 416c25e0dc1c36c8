import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import type { ShownOperation, ShownParts } from '../tag.ts'
import { Params } from './params.ts'

/** No MediaInfo or MediaResult: the protocol's own examples of this tag have none. */
export function showNoiseReduction({ params, template }: ShownOperation): ShownParts {
  return { params: template ? [] : showParams(Params.parse(params)), results: [] }
}

function showParams(params: Params): readonly XmlNode[] {
  const children = showBlock(params)
  return children.length === 0 ? [] : [['NoiseReduction', children]]
}

/** In the order of a callback, which is alphabetical. */
function showBlock(params: Params): readonly XmlNode[] {
  return [
    ...optionalText('Format', params.format),
    ...optionalText('Loudness', params.loudness),
    ...optionalText(params.spelling ?? 'SampleRate', params.sampleRate),
    ...optionalText('Strength', params.strength),
  ]
}

/** Templates spell the rate in one way, and show what was left to its default. */
export function showNoiseReductionTemplate(template: unknown): readonly XmlNode[] {
  const { format = 'wav', sampleRate = '16000', ...ours } = Params.parse(template)
  return [['NoiseReduction', showBlock({ ...ours, format, sampleRate, spelling: 'Samplerate' })]]
}
