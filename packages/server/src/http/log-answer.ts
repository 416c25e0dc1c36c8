import type { IncomingMessage } from 'node:http'
import type { Log } from '../base/log.ts'
import type { ProtocolError } from '../protocol/errors.ts'
import type { ConnectRejection } from './connections/answer-connect.ts'
import type { AnsweredRequest } from './api/metrics/request-metrics.ts'

interface LoggedRequest {
  readonly request: IncomingMessage
  readonly requestId: string
  /** The error that it was rejected with. */
  readonly error: ProtocolError | undefined
}

/** Values of a query may be signatures and tokens, so only names are logged. */
const VALUE = /=[^&]*/g

/** Logs each answer in one line of level debug. */
export function logAnswer(
  log: Log,
  { request, requestId, error }: LoggedRequest,
  answered: AnsweredRequest,
): void {
  if (!log.isLevelEnabled('debug')) return
  const { method, url = '', headers } = request
  const [path, query = ''] = url.split('?', 2)
  log.debug(
    {
      ...{ method, host: headers.host, path, parameters: query.replace(VALUE, '') },
      ...{ route: answered.route, status: answered.status ?? 'cut', ms: Math.round(answered.ms), requestId },
      ...(error && { code: error.code, reason: error.message }),
    },
    'answered',
  )
}

/** Logs a client that uses this service as its proxy for a host that is not its own. */
export function logRejectedConnect(log: Log, authority: string, rejection: ConnectRejection): void {
  const { status, code, message: reason } = rejection
  log.debug(
    { method: 'CONNECT', host: authority, path: '', parameters: '', status, code, reason },
    'answered',
  )
}
