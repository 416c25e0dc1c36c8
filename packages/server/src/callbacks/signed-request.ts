import { sign, type WebhookKey } from '@lemnis/receiver'
import type { Callback } from './store.ts'
import type { CallbackRequest } from './transports/transport.ts'

export interface SigningOptions {
  readonly keys: readonly WebhookKey[]
  /** Now, in ms since 1970: each attempt is signed anew, so that a receiver's tolerance need not cover retries. */
  readonly now: number
  /** From 1. */
  readonly attempt: number
  readonly deadlineMs: number
}

/**
 * The request of one attempt. All that is added to the documented callback is in headers:
 * - `webhook-id`, `webhook-timestamp`, `webhook-signature`: Standard Webhooks; the id is the same at each attempt;
 * - `lemnis-event`: the body's EventName, so that a receiver can route before it parses;
 * - `lemnis-attempt`: 1 for the first;
 * - `lemnis-sequence`: grows from each callback to the next, so also within a job: what is older is out of date.
 */
export function signedRequest(callback: Callback, options: SigningOptions): CallbackRequest {
  const timestamp = Math.floor(options.now / 1000)
  const message = { id: callback.webhook_id, timestamp }
  return {
    url: callback.url,
    headers: {
      'content-type': callback.content_type,
      'user-agent': 'Lemnis',
      'webhook-id': callback.webhook_id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(message, callback.body, options.keys),
      'lemnis-event': callback.event,
      'lemnis-attempt': String(options.attempt),
      'lemnis-sequence': String(callback.id),
    },
    body: callback.body,
    deadlineMs: options.deadlineMs,
  }
}
