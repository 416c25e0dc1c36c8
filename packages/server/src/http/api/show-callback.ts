import type { z } from 'zod'
import { fromJsonText } from '../../db/json-text.ts'
import type { ShownCallback } from '../../callbacks/operator/read-callbacks.ts'
import { signedRequest } from '../../callbacks/delivery/signed-request.ts'
import { attemptId, type Callback } from '../../callbacks/store.ts'
import type { CallbackAttemptRow } from '../../callbacks/tables.ts'
import type { HeaderValues } from '../../callbacks/transports/transport.ts'
import type { Management } from './context.ts'
import { toTime, toTimeOrNull, type callbackShape, type ShownAttempt } from './shapes.ts'

export function showCallback(row: ShownCallback): z.infer<typeof callbackShape> {
  return {
    id: row.webhook_id,
    sequence: row.id,
    event: row.event,
    jobId: row.job_id,
    tag: row.tag,
    queueId: row.queue_id,
    bucket: row.bucket_name,
    url: row.url,
    endpoint: row.endpoint,
    contentType: row.content_type,
    createdAt: toTime(row.created_at),
    state: row.state,
    nextAttemptAt: toTimeOrNull(row.nextAttemptAt),
    attempts: row.attempts,
    failures: row.failures,
    deadlineMs: row.deadline_ms,
  }
}

interface Content {
  readonly body?: string
  readonly bodyBase64?: string
  readonly headers: Record<string, string>
}

/** What the attempt after `attempts` would send if it were made now. */
export function showContent(
  { keys, clock, ids }: Pick<Management, 'keys' | 'clock' | 'ids'>,
  callback: Callback,
  attempts: number,
): Content {
  const request = signedRequest(callback, { keys: keys(), now: clock.now(), attempt: attempts + 1, ids })
  return { ...showBody(callback.body), headers: { ...request.headers } }
}

function showBody(bytes: Uint8Array): { body: string } | { bodyBase64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { bodyBase64: Buffer.from(bytes).toString('base64') }
  }
}

export function showAttempt(callbackId: number, row: CallbackAttemptRow): ShownAttempt {
  return {
    number: row.id - attemptId(callbackId, 0),
    startedAt: toTime(row.started_at),
    durationMs: row.duration_ms,
    timings: {
      dnsMs: row.dns_ms,
      connectMs: row.connect_ms,
      tlsMs: row.tls_ms,
      firstByteMs: row.first_byte_ms,
    },
    outcome: row.outcome,
    cause: row.cause,
    detail: row.detail,
    status: row.status,
    peer: row.peer,
    requestHeaders: row.request_headers === null ? null : showHeaders(fromJsonText(row.request_headers)),
    responseHeaders: row.response_headers === null ? null : showHeaders(fromJsonText(row.response_headers)),
    responseBody: row.response_body === null ? null : Buffer.from(row.response_body).toString('utf8'),
  }
}

export function showHeaders(headers: HeaderValues): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : [...value]]],
    ),
  )
}
