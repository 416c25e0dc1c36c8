import type { XmlNode } from '../../protocol/xml/xml.ts'
import { mediaResult } from '../media-result.ts'
import type { ShownOperation, ShowOrder, ShownParts } from '../tag.ts'
import { Params } from './params.ts'

/** No MediaInfo: the protocol's example of this tag has none. */
export function showStreamExtract({ params, result, files }: ShownOperation, order: ShowOrder): ShownParts {
  const { region, bucket, streams } = Params.parse(params)
  return {
    params: [],
    results: result === undefined ? [] : [mediaResult({ region, bucket, files, order })],
    output: [['Output', [['Region', region], ['Bucket', bucket], ...streams.map(showStream)]]],
  }
}

/** The vendor's answers call the key Output, and its SDKs read Object. */
function showStream({ index, object }: Params['streams'][number]): XmlNode {
  return [
    'StreamExtract',
    [
      ['Index', index],
      ['Object', object],
      ['Output', object],
    ],
  ]
}
