import type { IncomingMessage } from 'node:http'
import type { Log } from '../base/log.ts'
import { errorBody } from '../protocol/error-body.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Target } from '../protocol/hosts.ts'
import { traceIdOf } from '../protocol/request-ids.ts'
import { StorageFullError } from '../storage/storage.ts'
import type { Reply } from './call.ts'
import type { HttpSettings } from './config.ts'
import { corsHeaders } from './cors.ts'

export interface ReplyContext {
  /** `undefined` when the request could not even be routed. */
  readonly target: Target | undefined
  readonly requestId: string
  readonly request: IncomingMessage
  readonly settings: HttpSettings
}

/**
 * The headers every answer of the protocol carries. The job host sends the object host's request id too: one client
 * takes an error without it for a broken network. What could not be routed may have been for either.
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

/** What a client is told when something was thrown. Only a ProtocolError's own sentence is shown. */
export function errorReply(thrown: unknown, context: ReplyContext, log: Log): Reply {
  const { target, requestId, request } = context
  const error = asProtocolError(thrown)
  if (error.code === 'InternalError') {
    log.error({ err: thrown, requestId, method: request.method, path: target?.rawPath }, 'a request failed')
  }
  const host = target?.service === 'ci' ? 'ci' : 'cos'
  const traceId = traceIdOf(requestId)
  return {
    status: error.statusOn(host),
    headers: {
      'content-type': 'application/xml',
      [host === 'ci' ? 'x-ci-trace-id' : 'x-cos-trace-id']: traceId,
    },
    body: errorBody(error, { resource: resourceOf(target), requestId, traceId }),
  }
}

function asProtocolError(thrown: unknown): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown
  if (thrown instanceof StorageFullError || isFullDatabase(thrown)) {
    return new ProtocolError(
      'ServiceUnavailable',
      'The disk of the service is full; nothing of this request was kept.',
      {
        cause: thrown,
      },
    )
  }
  return new ProtocolError('InternalError', 'The service met an error that its log describes; try again.', {
    cause: thrown,
  })
}

/** SQLITE_FULL as `node:sqlite` reports it. */
function isFullDatabase(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && thrown.errcode === 13
}

function resourceOf(target: Target | undefined): string {
  if (!target) return '/'
  return target.service === 'ci' ? target.rawPath : `${target.host}${target.rawPath}`
}
