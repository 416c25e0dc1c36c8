import { jobTime, type TimeZone } from '../../protocol/times.ts'
import { optionalText, type XmlNode } from '../../protocol/xml.ts'
import { inAlphabeticalOrder } from '../show-operation.ts'
import type { ShownOperation, ShownParts, ShowOrder } from '../tag.ts'
import { Params, Result } from './params.ts'

export function showFileHashCode(
  { params, result }: ShownOperation,
  order: ShowOrder,
  timeZone: TimeZone,
): ShownParts {
  const { type, addToHeader } = Params.parse(params)
  const config: readonly XmlNode[] = [['Type', type], ...optionalText('AddToHeader', addToHeader)]
  const found = result === undefined ? [] : [fileHashCodeResult(Result.parse(result), timeZone)]
  return {
    params: [['FileHashCodeConfig', order === 'callback' ? inAlphabeticalOrder(config) : config]],
    results: order === 'callback' ? found.map(([name, nodes]) => [name, inAlphabeticalOrder(nodes)]) : found,
  }
}

/** What a job, and a request that waits for its answer, say of the hash. */
export function fileHashCodeResult(
  { type, hex, bytes, object }: Result,
  timeZone: TimeZone,
): readonly ['FileHashCodeResult', readonly XmlNode[]] {
  const known: readonly XmlNode[] = object
    ? [
        ['LastModified', jobTime(object.modifiedAt, timeZone)],
        ['Etag', `"${object.etag}"`],
      ]
    : []
  return ['FileHashCodeResult', [[type, hex], ['FileSize', String(bytes)], ...known]]
}
