import { optionalText, type XmlNode } from '../../protocol/xml.ts'
import { inAlphabeticalOrder } from '../show-operation.ts'
import type { ShownOperation, ShownParts, ShowOrder } from '../tag.ts'
import { Params, Result } from './params.ts'

export function showFileUncompress({ params, result }: ShownOperation, order: ShowOrder): ShownParts {
  const inOrder = (nodes: readonly XmlNode[]): readonly XmlNode[] =>
    order === 'callback' ? inAlphabeticalOrder(nodes) : nodes
  const { prefix, prefixReplaced } = Params.parse(params)
  const config = [...optionalText('Prefix', prefix), ...optionalText('PrefixReplaced', prefixReplaced)]
  return {
    params: config.length === 0 ? [] : [['FileUncompressConfig', config]],
    results:
      result === undefined ? [] : [['FileUncompressResult', inOrder(showResult(Result.parse(result)))]],
  }
}

function showResult({ region, bucket, files }: Result): readonly XmlNode[] {
  return [
    ['Region', region],
    ['Bucket', bucket],
    ['FileCount', String(files)],
  ]
}
