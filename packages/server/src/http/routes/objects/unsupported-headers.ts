import { ProtocolError } from '../../../protocol/errors.ts'

/** Headers of a request, or fields of a form under their lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Everything here is private, so these ask for nothing. */
const PRIVATE_ACLS = new Set(['private', 'default'])

/**
 * Refuses with NotImplemented what a header asks for and is not offered: an object that is kept without it would not
 * be what the client was told.
 */
export function assertSupportedHeaders(given: RequestHeaders): void {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string' && value !== '') assertSupportedHeader(name, value)
  }
}

/** Refuses what is documented and not offered, in words of its own. */
export function assertSupportedHeader(name: string, value: string): void {
  if (name.startsWith('x-cos-server-side-encryption')) {
    throw unsupported(
      'Server-side encryption is not offered: encrypt the disk below, or the object before it is sent.',
    )
  }
  // A form calls it `acl`.
  const opens = (name === 'x-cos-acl' || name === 'acl') && !PRIVATE_ACLS.has(value.toLowerCase())
  if (opens || name.startsWith('x-cos-grant-')) {
    throw unsupported(
      'Access for others is not offered: buckets and objects are private. A presigned address opens one.',
    )
  }
  if (name === 'x-cos-tagging') throw unsupported('Tagging is not offered; x-cos-meta- headers are kept.')
  if (name === 'pic-operations') throw unsupported('Image processing is not offered.')
}

function unsupported(message: string): ProtocolError {
  return new ProtocolError('NotImplemented', message)
}
