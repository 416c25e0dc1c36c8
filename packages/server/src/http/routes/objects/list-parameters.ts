import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'

const MAX_ENTRIES = 1_000

/** Maximum number of entries: at most, and by default, 1000. */
export function readLimit(query: Query, name: string): number {
  const text = query.get(name) ?? ''
  if (text === '') return MAX_ENTRIES
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text), MAX_ENTRIES)
  throw new ProtocolError('InvalidArgument', `${name} must be a number from 0 to ${MAX_ENTRIES}.`)
}

/** Empty when there is none. */
export function readDelimiter(query: Query): string {
  const delimiter = query.get('delimiter') ?? ''
  if (Array.from(delimiter).length <= 1) return delimiter
  throw new ProtocolError('InvalidDelimiter', 'The delimiter must be one character.')
}

/** Whether keys are percent-encoded in the response. */
export function readEncodesKeys(query: Query): boolean {
  const type = query.get('encoding-type') ?? ''
  if (type !== '' && type !== 'url')
    throw new ProtocolError('InvalidArgument', 'encoding-type can only be url.')
  return type === 'url'
}
