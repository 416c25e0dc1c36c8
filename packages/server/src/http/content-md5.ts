import { ProtocolError } from '../protocol/errors.ts'

const MD5_BASE64 = /^[A-Za-z0-9+/]{22}==$/

/** Returns the Content-MD5 header as hex, `undefined` without one. Throws InvalidDigest. */
export function readContentMd5(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && MD5_BASE64.test(header))
    return Buffer.from(header, 'base64').toString('hex')
  throw new ProtocolError('InvalidDigest', 'Content-MD5 must be the MD5 of the body in base64.')
}
