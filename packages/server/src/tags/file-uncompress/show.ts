import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import type { ShownOperation, ShownParts } from '../tag.ts'
import { Params, Result } from './params.ts'

export function showFileUncompress({ params, result }: ShownOperation): ShownParts {
  const { prefix, prefixReplaced } = Params.parse(params)
  const config = [...optionalText('Prefix', prefix), ...optionalText('PrefixReplaced', prefixReplaced)]
  return {
    params: config.length === 0 ? [] : [['FileUncompressConfig', config]],
    results: result === undefined ? [] : [['FileUncompressResult', showResult(Result.parse(result))]],
  }
}

function showResult({ region, bucket, files }: Result): readonly XmlNode[] {
  return [
    ['Region', region],
    ['Bucket', bucket],
    ['FileCount', String(files)],
  ]
}
