import type { IncomingMessage } from 'node:http'
import type { Log } from '../base/log.ts'
import type { ProtocolError } from '../protocol/errors.ts'
import type { AnsweredRequest } from './api/request-metrics.ts'

interface Asked {
  readonly request: IncomingMessage
  readonly requestId: string
  /** What it was refused with. */
  readonly error: ProtocolError | undefined
}

/** Values of a query may be signatures and tokens: its names alone are written. */
const VALUE = /=[^&]*/g

/** One line of level debug for each answer: what was asked for, and with which error it was refused. */
export function logAnswer(log: Log, { request, requestId, error }: Asked, answered: AnsweredRequest): void {
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
