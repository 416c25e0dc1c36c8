import type { HeaderFields } from './header-fields.ts'
import type { StatusLine } from './status-line.ts'

/** How a response says where its body ends (RFC 9112 §6.3). */
export interface Framing {
  readonly chunked: boolean
  /** In bytes; `Infinity` until the connection ends, 0 for chunks. */
  readonly length: number
  /** Every program finds the same end. Otherwise what follows may be taken for another response. */
  readonly sure: boolean
}

export function framingOf({ status, version }: StatusLine, fields: HeaderFields): Framing {
  const codings = fields.list('transfer-encoding')
  const length = readLength(fields.list('content-length'))
  // They never have a body, but a receiver that names one may send it.
  if (status === 204) return { chunked: false, length: 0, sure: !codings && (length ?? 0) === 0 }
  if (status === 304) return { chunked: false, length: 0, sure: !codings && length !== 'invalid' }
  if (codings) {
    const chunked = codings.at(-1) === 'chunked'
    const once = codings.indexOf('chunked') === codings.length - 1
    const sure = chunked && once && length === undefined && version === '1.1'
    return { chunked, length: chunked ? 0 : Infinity, sure }
  }
  if (length === undefined || length === 'invalid')
    return { chunked: false, length: Infinity, sure: length === undefined }
  return { chunked: false, length, sure: true }
}

/** The same length twice is one length (RFC 9110 §8.6). */
function readLength(values: readonly string[] | undefined): number | 'invalid' | undefined {
  if (!values) return undefined
  const [first = '', ...others] = values
  return /^\d+$/.test(first) && others.every((other) => other === first) ? Number(first) : 'invalid'
}
