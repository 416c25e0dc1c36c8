import type { Failure } from '../transport.ts'
import type { Broker } from './brokers.ts'

const MAX_DETAIL_LENGTH = 500

const TCP_CODES = /^(ECONN|EHOST|ENET|EADDR|EACCES|EPERM|EMFILE|EPIPE|ETIMEDOUT)/
const DNS_CODES = /^(ENOTFOUND|EAI_)/
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)/
/** The client library's messages when the broker ends the handshake, at the login or after it. */
const LOGIN_REFUSED = 'Handshake terminated by server: 403'
const VHOST_REFUSED = 'Expected ConnectionOpenOk; got <ConnectionClose'

/** Returns why there is no connection to the broker. */
export function connectFailure(error: unknown, { vhost }: Broker): Failure {
  const code = codeOf(error)
  const text = textOf(error)
  if (DNS_CODES.test(code)) return { cause: 'dns', detail: text }
  if (TCP_CODES.test(code)) return { cause: 'connect', detail: text }
  if (TLS_CODES.test(code)) return { cause: 'tls', detail: text }
  if (text.startsWith(LOGIN_REFUSED))
    return { cause: 'broker', detail: 'the broker did not let this user in' }
  if (text.startsWith(VHOST_REFUSED)) {
    return { cause: 'broker', detail: `the broker does not open the vhost ${vhost} to this user` }
  }
  return { cause: 'connect', detail: `no connection to the broker: ${text}` }
}

/** Returns AMQP's reply code of an error with which the broker closed a channel, such as 404. */
export function replyCode(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined
}

/** When several addresses were tried, the error is an AggregateError without a message. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const nested: unknown[] = error instanceof AggregateError ? error.errors : []
  const text = nested.length > 0 ? nested.map(textOf).join('; ') : error.message
  return (text === '' ? codeOf(error) : text).slice(0, MAX_DETAIL_LENGTH)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
