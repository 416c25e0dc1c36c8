import type { Failure, FailureCause } from '../transport.ts'

const MAX_DETAIL_LENGTH = 500

/** Why no connection could be made. */
export class ConnectFailure extends Error {
  override readonly name = 'ConnectFailure'
  readonly failureCause: FailureCause

  constructor(failureCause: FailureCause, message: string, options?: ErrorOptions) {
    super(message, options)
    this.failureCause = failureCause
  }
}

/** Errors of TCP; any other error while a TLS connection is made comes from the handshake. */
const TCP_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EMFILE',
])

export function connectFailure(error: Error, secure: boolean): ConnectFailure {
  if (error instanceof ConnectFailure) return error
  const code = codeOf(error)
  const cause = secure && !TCP_CODES.has(code) ? 'tls' : 'connect'
  return new ConnectFailure(cause, sentence(error, code), { cause: error })
}

/** Returns what an error before or after a connection was made means for an attempt. */
export function exchangeFailure(error: Error): Failure {
  if (error instanceof ConnectFailure) return { cause: error.failureCause, detail: error.message }
  const code = codeOf(error)
  return { cause: isConnectionLoss(code) ? 'connection-lost' : 'protocol', detail: sentence(error, code) }
}

/** Other errors come from TLS. */
function isConnectionLoss(code: string): boolean {
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTCONN'].includes(code)
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** When several addresses were tried, the error is an AggregateError without a message. */
function sentence(error: Error, code: string): string {
  const nested: unknown[] = error instanceof AggregateError ? error.errors : []
  const texts =
    nested.length > 0
      ? nested.map((one) => (one instanceof Error ? one.message : String(one)))
      : [error.message]
  const text = texts.join('; ')
  return (text === '' ? code : text).slice(0, MAX_DETAIL_LENGTH)
}
