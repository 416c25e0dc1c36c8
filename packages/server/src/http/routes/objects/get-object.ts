import { blobOf, type ObjectRecord } from '../../../buckets/store.ts'
import { REPLACEABLE_HEADERS } from '../../../protocol/objects/replaceable-headers.ts'
import type { Pace } from '../../../storage/pace.ts'
import type { ByteRange } from '../../../storage/storage.ts'
import type { PrefetchedBytes, Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readRange } from '../../byte-range.ts'
import { rangeIsCurrent } from './conditions.ts'
import { findConditionally } from './find-conditionally.ts'
import { asHeaderText, checkHeaderValue, showObject } from './stored-headers.ts'
import { paced, readTrafficLimit } from './traffic-limit.ts'

/** GET /{key}: the bytes of an object or a range of them. */
export async function getObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const { object, condition } = await findConditionally(context, call)
  const headers = sandboxed({ ...showObject(object), 'accept-ranges': 'bytes', ...readReplacements(call) })
  if (condition === 'not modified') return { status: 304, headers }
  const range = chooseRange(call, object)
  const pace = readTrafficLimit(context, call)
  const length = range ? range.end - range.start : object.size
  const sized = { ...headers, 'content-length': String(length) }
  const body =
    length === 0 ? undefined : await prefetch(context, { object, range, pace, signal: call.signal })
  if (!range) return { status: 200, headers: sized, ...(body && { body }) }
  const contentRange = `bytes ${range.start}-${range.end - 1}/${object.size}`
  return { status: 206, headers: { ...sized, 'content-range': contentRange }, ...(body && { body }) }
}

/** Types whose documents can run scripts. */
const SCRIPTABLE = /html|xml|svg/i

/**
 * Objects have the same origin as the operator's pages. A response that a browser would run as a page is sandboxed
 * with an origin of its own, and no content is sniffed as a page.
 */
function sandboxed(headers: Record<string, string>): Record<string, string> {
  const runs = SCRIPTABLE.test(headers['content-type'] ?? '')
  return {
    ...headers,
    'x-content-type-options': 'nosniff',
    ...(runs && { 'content-security-policy': 'sandbox allow-scripts' }),
  }
}

function chooseRange({ headers }: Call, object: ObjectRecord): ByteRange | undefined {
  const ifRange = headers['if-range']
  if (typeof ifRange === 'string' && !rangeIsCurrent(ifRange, object)) return undefined
  return readRange(headers.range, object.size)
}

function readReplacements({ query }: Call): Record<string, string> {
  const replaced: Record<string, string> = {}
  for (const name of REPLACEABLE_HEADERS) {
    const value = query.get(`response-${name}`)
    if (value !== undefined && value !== '') replaced[name] = checkHeaderValue(name, asHeaderText(value))
  }
  return replaced
}

interface ReadOptions {
  readonly object: ObjectRecord
  readonly range: ByteRange | undefined
  readonly pace: Pace | undefined
  readonly signal: AbortSignal
}

async function prefetch(
  { storage }: RouteContext,
  { object, range, pace, signal }: ReadOptions,
): Promise<PrefetchedBytes | undefined> {
  const bytes = storage.lend(blobOf(object), range, signal)
  const rest = pace ? paced(bytes, pace, signal) : bytes
  const { value: first } = await rest.next()
  return first instanceof Uint8Array ? { first, rest } : undefined
}
