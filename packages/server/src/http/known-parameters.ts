import { ProtocolError } from '../protocol/errors.ts'
import type { NameIndex, Named } from '../protocol/name-index.ts'
import { lowerAscii } from '../protocol/percent-encoding.ts'
import { isVendorName } from '../protocol/vendor-names.ts'
import type { Call } from './call.ts'
import { IGNORED } from './ignored-parameters.ts'
import type { KnownNames } from './operation.ts'
import { assertSupportedHeader } from './routes/objects/unsupported-headers.ts'

/**
 * Throws NotImplemented, with the name, for a parameter or header that the operation does not know. Without it, the
 * result would not be what the client requested. ignored-parameters.ts lists the exceptions.
 */
export function assertKnownParameters(call: Call, known: KnownNames): void {
  for (const [name, value] of call.query.entries) {
    const lowerName = lowerAscii(name)
    if (isKnown([known.parameters, IGNORED.parameter], lowerName)) continue
    if (isRead(call) && isIgnored(lowerName, value)) continue
    throw notImplemented(call, lowerName === 'ci-process' ? `?ci-process=${value}` : `?${name}`)
  }
  for (const name in call.headers) {
    if (!CHECKED_HEADERS.test(name) || isKnown([known.headers, IGNORED.header], name)) continue
    const value = call.headers[name]
    // SDKs send headers without a value, which have no effect.
    if (typeof value !== 'string' || value === '') continue
    assertSupportedHeader(name, value)
    throw notImplemented(call, `The header ${name}`)
  }
}

/** Throws NotImplemented for a parameter that the vendor has a name for, where there is no operation at all. */
export function assertNoVendorParameter(call: Call): void {
  const name = call.query.entries.map(([name]) => name).find((name) => isVendorName(lowerAscii(name)))
  if (name !== undefined) throw notImplemented(call, `?${name}`)
}

const CHECKED_HEADERS = /^(x-c(os|i)-|pic-operations$)/

function isKnown(lists: readonly NameIndex<Named>[], name: string): boolean {
  return lists.some((list) => list.has(name))
}

function isRead({ method }: Call): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** As the vendor does: clients add `?t=1700000000`, `?v=2` and `?1700000000` to bypass a cache. */
function isIgnored(name: string, value: string): boolean {
  return value === '' ? /^\d+$/.test(name) : !isVendorName(name)
}

function notImplemented({ method, target }: Call, what: string): ProtocolError {
  const of =
    target.service === 'ci'
      ? `of ${method} ${target.rawPath}`
      : `of ${target.key === '' ? 'a bucket' : 'an object'} with ${method}`
  return new ProtocolError(
    'NotImplemented',
    `${what.slice(0, 80)} ${of.slice(0, 80)} is not offered by this service.`,
  )
}
