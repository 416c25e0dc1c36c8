import type { Uncovered } from './coverage.ts'
import { ProtocolError } from '../errors.ts'
import type { SignatureFault } from './signature-rules.ts'

/** Returns the error for a missing or invalid signature: each host has codes of its own. */
export function authErrorFor(fault: SignatureFault | 'missing', host: 'cos' | 'ci'): ProtocolError {
  const jobs = host === 'ci'
  switch (fault) {
    case 'missing':
      return jobs
        ? new ProtocolError('MissingAuthorization', 'The request must be signed: it has no Authorization.')
        : new ProtocolError('AccessDenied', 'The request must be signed: there is no public access.')
    case 'malformed':
      return new ProtocolError(
        jobs ? 'InvalidAuthorization' : 'AccessDenied',
        'The Authorization is incomplete or malformed.',
      )
    case 'unknown-key':
      return new ProtocolError(
        jobs ? 'SecretidNotExist' : 'InvalidAccessKeyId',
        'The SecretId does not exist here.',
      )
    case 'token-missing':
      return new ProtocolError(
        jobs ? 'SecretidNotExist' : 'InvalidAccessKeyId',
        'The SecretId is a temporary one: the request needs its token, as x-cos-security-token.',
      )
    case 'token-wrong':
      return new ProtocolError(
        jobs ? 'SecretidNotExist' : 'InvalidAccessKeyId',
        'The token is not that of this SecretId, or the key that it was made from is gone.',
      )
    case 'token-expired':
      return new ProtocolError(
        jobs ? 'SignatureExpired' : 'ExpiredToken',
        'The temporary key has expired: ask for a new one.',
      )
    case 'expired':
      // Clients correct their clock on exactly this pair of code and message.
      return jobs
        ? new ProtocolError('SignatureExpired', 'The signature has expired.')
        : new ProtocolError('AccessDenied', 'Request has expired')
    case 'not-yet':
      // On both hosts: clients correct their clock on this code.
      return new ProtocolError(
        'RequestTimeTooSkewed',
        'The signature is not valid yet: the clocks of client and server differ by more than 15 minutes.',
      )
    case 'mismatch':
      return new ProtocolError(
        jobs ? 'AccessDenied' : 'SignatureDoesNotMatch',
        'The signature is not the one that this request and the SecretKey give.',
      )
    case 'bucket-unnamed':
      return new ProtocolError(
        jobs ? 'AccessDenied' : 'SignatureDoesNotMatch',
        'The address is signed over the key alone by a SecretId that reaches several buckets: name the bucket in the host, ' +
          'sign /<bucket>/<key>, or sign with a key for that bucket.',
      )
  }
}

/**
 * Returns AccessDenied, as similar stores do for an unsigned header: the signature is valid, but does not allow this.
 * A mismatch would make clients look for a fault in how it was computed.
 */
export function uncoveredError({ kind, name }: Uncovered): ProtocolError {
  const shown = name.slice(0, 100)
  const list = kind === 'header' ? 'q-header-list' : 'q-url-param-list'
  return new ProtocolError(
    'AccessDenied',
    `The ${kind} ${shown} is not covered by the signature: sign it, so that ${list} names it.`,
  )
}
