import { sign, type WebhookKey } from '@lemnis/receiver'
import type { Ids } from '../../base/ids.ts'
import type { Callback } from '../store.ts'
import { targetUrl, type Redirect } from '../redirect.ts'
import type { CallbackRequest } from '../transports/transport.ts'

export interface SigningOptions {
  readonly keys: readonly WebhookKey[]
  /** Now, in ms since 1970: each attempt is signed again, so that a receiver's tolerance need not cover retries. */
  readonly now: number
  /** From 1. */
  readonly attempt: number
  readonly ids: Ids
  readonly redirect?: Redirect | undefined
}

/**
 * Returns the request of one attempt. What Lemnis adds to the documented callback is in headers:
 * - `webhook-id`, `webhook-timestamp`, `webhook-signature`: Standard Webhooks; the id is the same for each attempt;
 * - `lemnis-event`: the body's EventName, so that a receiver can route before it parses;
 * - `lemnis-attempt`: 1 for the first;
 * - `lemnis-sequence`: grows from callback to callback, so a receiver can tell which one is newer;
 * - `lemnis-callback-url`: the callback's own URL, when it is sent to another one;
 * - `traceparent`: the trace of the request that submitted the job, with a span for each attempt.
 */
export function signedRequest(callback: Callback, options: SigningOptions): CallbackRequest {
  const { keys, now, attempt, ids, redirect } = options
  const timestamp = Math.floor(now / 1000)
  const message = { id: callback.webhook_id, timestamp }
  return {
    url: targetUrl(callback, redirect),
    headers: {
      'content-type': callback.content_type,
      'user-agent': 'Lemnis',
      'webhook-id': callback.webhook_id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(message, callback.body, keys),
      'lemnis-event': callback.event,
      'lemnis-attempt': String(attempt),
      'lemnis-sequence': String(callback.id),
      ...(redirect && { 'lemnis-callback-url': headerText(callback.url) }),
      ...(callback.traceparent !== null && { traceparent: childSpan(callback.traceparent, ids) }),
    },
    body: callback.body,
    deadlineMs: callback.deadline_ms,
  }
}

/** URLs are stored as clients wrote them, and a header takes ASCII only. */
function headerText(url: string): string {
  return url.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)
}

/** W3C Trace Context §3.2: version, trace id, parent id, flags. */
function childSpan(traceparent: string, ids: Ids): string {
  const [version, traceId, , flags] = traceparent.split('-')
  return [version, traceId, ids.randomHex(8), flags].join('-')
}
