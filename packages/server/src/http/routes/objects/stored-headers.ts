import type { ObjectRecord } from '../../../buckets/store.ts'
import { contentTypeOf } from '../../../buckets/content-type.ts'
import type { StoredHeaders } from '../../../buckets/tables.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { assertSupportedHeaders, type RequestHeaders } from './unsupported-headers.ts'

const KEPT = ['cache-control', 'content-disposition', 'content-encoding', 'content-type', 'expires']
const META_PREFIX = 'x-cos-meta-'
const MAX_META_BYTES = 2 * 1024
/** Of each stored header: the protocol has no limit, and a row must have one. */
const MAX_VALUE_BYTES = 1024

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ARCHIVE',
  'DEEP_ARCHIVE',
  'COLD',
  'MAZ_STANDARD',
  'MAZ_STANDARD_IA',
  'MAZ_INTELLIGENT_TIERING',
  'MAZ_ARCHIVE',
  'MAZ_DEEP_ARCHIVE',
]

/** What is stored with the bytes of an object. */
export interface Description {
  readonly headers: StoredHeaders
  readonly storageClass: string
}

/** Reads the headers to store with an object. Throws InvalidArgument, and NotImplemented for unsupported ones. */
export function readDescription(given: RequestHeaders): Description {
  assertSupportedHeaders(given)
  const headers: Record<string, string> = {}
  let metaBytes = 0
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string' || value === '') continue
    if (name.startsWith(META_PREFIX)) metaBytes += checkMeta(name, value)
    else if (!KEPT.includes(name)) continue
    headers[name] = checkHeaderValue(name, value)
  }
  if (metaBytes > MAX_META_BYTES) {
    throw new ProtocolError(
      'InvalidArgument',
      `The x-cos-meta- headers exceed ${MAX_META_BYTES} bytes together.`,
    )
  }
  return { headers, storageClass: readStorageClass(given['x-cos-storage-class']) }
}

/** Returns the response headers of an object, without those that depend on the range. */
export function showObject(object: ObjectRecord): Record<string, string> {
  return {
    ...object.headers,
    'content-type': contentTypeOf(object),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'x-cos-hash-crc64ecma': object.crc64,
    ...(object.storageClass !== 'STANDARD' && { 'x-cos-storage-class': object.storageClass }),
  }
}

/** Returns `value` if it is a valid header value; otherwise every download would fail. Throws InvalidArgument. */
export function checkHeaderValue(name: string, value: string): string {
  if (value.length > MAX_VALUE_BYTES && !name.startsWith(META_PREFIX)) {
    throw new ProtocolError('InvalidArgument', `${name} is longer than ${MAX_VALUE_BYTES} bytes.`)
  }
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new ProtocolError('InvalidArgument', `${name} contains a character that a header can not have.`)
  }
  return value
}

/** Returns UTF-8 text as a header value, in which each character stands for one byte. */
export function asHeaderText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function checkMeta(name: string, value: string): number {
  const suffix = name.slice(META_PREFIX.length)
  if (!/^[a-z0-9!#$%&'*+.^`|~-]+$/.test(suffix)) {
    throw new ProtocolError(
      'InvalidArgument',
      `${name.slice(0, 100)} is not a usable name: after x-cos-meta- come letters, digits and dashes, no "_".`,
    )
  }
  return name.length + value.length
}

/** The Java SDK writes `Standard_IA` for what the pages call STANDARD_IA. */
function readStorageClass(given: RequestHeaders[string]): string {
  if (given === undefined || given === '') return 'STANDARD'
  const found = STORAGE_CLASSES.find((name) => name === String(given).toUpperCase())
  if (found !== undefined) return found
  throw new ProtocolError(
    'InvalidArgument',
    `x-cos-storage-class must be one of ${STORAGE_CLASSES.join(', ')}; all are kept alike.`,
  )
}
