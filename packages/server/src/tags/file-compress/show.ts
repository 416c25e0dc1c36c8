import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import type { ShownOperation, ShownParts } from '../tag.ts'
import { Params, Result } from './params.ts'

export function showFileCompress(job: ShownOperation): ShownParts {
  const results = job.result === undefined ? [] : showResult(job, Result.parse(job.result))
  return {
    params: [['FileCompressConfig', showConfig(Params.parse(job.params))]],
    results: results.length === 0 ? [] : [['FileCompressResult', results]],
  }
}

function showConfig(params: Params): readonly XmlNode[] {
  return [
    ...optionalText('Flatten', params.flatten),
    ['Format', params.format],
    ...optionalText('Type', params.type),
    ...optionalText('UrlList', params.urlList?.text),
    ...optionalText('Prefix', params.prefix),
    ...params.keys.map((key): XmlNode => ['Key', key]),
    ...optionalText('IgnoreError', params.ignoreError),
  ]
}

function showResult({ files: kept }: ShownOperation, { files, errors, leftOut }: Result): readonly XmlNode[] {
  const [archive] = kept
  if (!archive) return []
  const detail: readonly XmlNode[] =
    errors === 0
      ? []
      : [
          [
            'ErrorDetail',
            [['ErrorCount', String(errors)], ...leftOut.map((key): XmlNode => ['ErrorFile', key])],
          ],
        ]
  return [
    ['Region', archive.region],
    ['Bucket', archive.bucket],
    ['Object', archive.object],
    ['CompressFileCount', String(files)],
    ['ErrorCount', String(errors)],
    ...detail,
  ]
}
