import type { IncomingMessage } from 'node:http'
import type { Log } from '../base/log.ts'
import { outageOf } from '../base/outages/outage.ts'
import { errorBody } from '../protocol/error-body.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Target } from '../protocol/hosts.ts'
import { traceIdOf } from '../protocol/request-ids.ts'
import { DamagedBlobError } from '../storage/storage.ts'
import type { Reply } from './call.ts'
import type { HttpSettings } from './config.ts'
import { corsHeaders } from './cors.ts'

/** About the time until the end of an outage is noticed. */
const OUTAGE_RETRY_AFTER_S = 5

export interface ReplyContext {
  /** `undefined` when the request could not even be routed. */
  readonly target: Target | undefined
  readonly requestId: string
  readonly request: IncomingMessage
  readonly settings: HttpSettings
}

/**
 * Returns the headers that every answer of the protocol carries. The job host also sends the object host's request
 * id, because one client takes an error without it for a broken network. A request that could not be routed may have
 * been for either host.
 */
export function commonHeaders({
  target,
  requestId,
  request,
  settings,
}: ReplyContext): Record<string, string> {
  const isCi = target?.service === 'ci'
  return {
    server: isCi ? 'tencent-ci' : 'tencent-cos',
    'x-cos-request-id': requestId,
    ...((isCi || !target) && { 'x-ci-request-id': requestId }),
    ...(isCi && { 'content-type': 'application/xml' }),
    ...corsHeaders(request, settings),
  }
}

/** Returns the response for an error from {@link asProtocolError}. */
export function errorReply(error: ProtocolError, context: ReplyContext, log: Log): Reply {
  const { target, requestId, request } = context
  // Damage is logged once for each blob, where the storage is opened.
  if (error.code === 'InternalError' && !(error.cause instanceof DamagedBlobError)) {
    const err = error.cause ?? error
    log.error({ err, requestId, method: request.method, path: target?.rawPath }, 'a request failed')
  }
  const host = target?.service === 'ci' ? 'ci' : 'cos'
  const traceId = traceIdOf(requestId)
  return {
    status: error.statusOn(host),
    headers: {
      'content-type': 'application/xml',
      [host === 'ci' ? 'x-ci-trace-id' : 'x-cos-trace-id']: traceId,
      ...(error.retryAfterS !== undefined && { 'retry-after': String(error.retryAfterS) }),
    },
    body: errorBody(error, { resource: resourceOf(target), requestId, traceId }),
  }
}

/**
 * Returns the protocol's error for any thrown value, with that value as its cause. Only the message of a
 * ProtocolError is shown.
 */
export function asProtocolError(thrown: unknown): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown
  const outage = outageOf(thrown)
  if (outage) {
    return new ProtocolError('ServiceUnavailable', `${outage.message} Try again later.`, {
      cause: thrown,
      retryAfterS: OUTAGE_RETRY_AFTER_S,
    })
  }
  if (thrown instanceof DamagedBlobError) {
    const message = `The stored bytes of the object are ${thrown.kind}, so that they are not given out; put it again.`
    return new ProtocolError('InternalError', message, { cause: thrown })
  }
  return new ProtocolError('InternalError', 'The service met an error that its log describes; try again.', {
    cause: thrown,
  })
}

function resourceOf(target: Target | undefined): string {
  if (!target) return '/'
  return target.service === 'ci' ? target.rawPath : `${target.host}${target.rawPath}`
}
