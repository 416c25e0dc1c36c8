import { jobTime, type TimeZone } from '../../protocol/times.ts'
import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import type { ShownOperation, ShownParts } from '../tag.ts'
import { Params, Result } from './params.ts'

export function showFileHashCode({ params, result }: ShownOperation, timeZone: TimeZone): ShownParts {
  const { type, addToHeader } = Params.parse(params)
  const config: readonly XmlNode[] = [['Type', type], ...optionalText('AddToHeader', addToHeader)]
  return {
    params: [['FileHashCodeConfig', config]],
    results: result === undefined ? [] : [fileHashCodeResult(Result.parse(result), timeZone)],
  }
}

/** What a job, and a request that waits for its answer, say of the hash. */
export function fileHashCodeResult({ type, hex, bytes, object }: Result, timeZone: TimeZone): XmlNode {
  const known: readonly XmlNode[] = object
    ? [
        ['LastModified', jobTime(object.modifiedAt, timeZone)],
        ['Etag', `"${object.etag}"`],
      ]
    : []
  return ['FileHashCodeResult', [[type, hex], ['FileSize', String(bytes)], ...known]]
}
