import { ProtocolError } from '../../../protocol/errors.ts'

/** Headers of a request, or fields of a form under their lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** All objects are private, so these have no effect. */
const PRIVATE_ACLS = new Set(['private', 'default'])

/**
 * Throws NotImplemented for a header that requests an unsupported feature: an object stored without it would not be
 * what the client expects.
 */
export function assertSupportedHeaders(given: RequestHeaders): void {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string' && value !== '') assertSupportedHeader(name, value)
  }
}

/** Throws NotImplemented with a message of its own for a documented header that is not supported. */
export function assertSupportedHeader(name: string, value: string): void {
  if (name.startsWith('x-cos-server-side-encryption')) {
    throw unsupported(
      'Server-side encryption is not offered: encrypt the disk below, or the object before it is sent.',
    )
  }
  // In a form the field is called `acl`.
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
