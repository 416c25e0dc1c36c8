import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'
import type { FailureCause, HeaderValues } from './transports/transport.ts'

export type CallbackEvent = 'TaskFinish' | 'WorkflowFinish'

export interface CallbackRow {
  /** Grows with each callback; receivers get it as `lemnis-sequence`. */
  id: Generated<number>
  webhook_id: string
  job_id: string
  bucket_name: string
  queue_id: string
  tag: string
  event: CallbackEvent
  endpoint: string
  url: string
  content_type: string
  deadline_ms: number
  traceparent: string | null
  created_at: number
  body: Uint8Array
}

interface CallbackQueueRow {
  due_at: number
  callback_id: number
  /** Attempts already made. */
  attempts: number
  /** Those that used up a pause of the retry policy. */
  failures: number
}

export type ArchivedState = 'parked' | 'dead'

/** A callback that left the queue undelivered. The table is called `callback_rest` since its first migration. */
interface ArchivedCallbackRow {
  callback_id: number
  state: ArchivedState
  endpoint: string
  attempts: number
  since: number
}

export interface CallbackAttemptRow {
  /** See `attemptId`. */
  id: number
  started_at: number
  duration_ms: number | null
  /** `null` for a reused connection. */
  dns_ms: number | null
  connect_ms: number | null
  tls_ms: number | null
  /** From the start of the attempt to the status line. */
  first_byte_ms: number | null
  /** After `retry` and `unknown` the callback is in the queue again; after the others it is not. */
  outcome: 'delivered' | 'confirmed' | 'retry' | 'parked' | 'dead' | 'unknown'
  /** `crash`: this service crashed. */
  cause: FailureCause | 'crash' | null
  detail: string | null
  status: number | null
  /** The remote address and port. */
  peer: string | null
  request_headers: JsonText<HeaderValues> | null
  response_headers: JsonText<HeaderValues> | null
  /** At most the first 64 KiB. */
  response_body: Uint8Array | null
}

export type EndpointState = 'failing' | 'paused' | 'parked'

export interface CallbackEndpointRow {
  endpoint: string
  state: EndpointState
  failures: number
  since: number
  paused_until: number | null
  reason: string
  by_operator: Generated<0 | 1>
}

/** The health of one bucket at an origin, or at one address there. */
export interface CallbackBucketEndpointRow extends CallbackEndpointRow {
  bucket_name: string
  /** The address in the primary key, where a long one does not fit; empty: all of the origin. */
  address_hash: string
  /** A URL without its query; empty: all of the origin. */
  address: string
}

interface CallbackRedirectRow {
  one: 1
  endpoint: string
  address: string
}

interface CallbackReplayRow {
  id: Generated<number>
  callback_id: number
  replayed_at: number
}

interface CallbackSenderRow {
  one: 1
  holder: string
  held_until: number
}

interface WebhookKeyRow {
  id: Generated<number>
  secret: string
  created_at: number
  /** From then on nothing is signed with it; `null` for the newest key. */
  retires_at: number | null
}

declare module '../db/database.ts' {
  interface Tables {
    callbacks: CallbackRow
    callback_queue: CallbackQueueRow
    callback_rest: ArchivedCallbackRow
    callback_attempts: CallbackAttemptRow
    callback_endpoints: CallbackEndpointRow
    callback_bucket_endpoints: CallbackBucketEndpointRow
    callback_redirect: CallbackRedirectRow
    callback_replays: CallbackReplayRow
    callback_sender: CallbackSenderRow
    webhook_keys: WebhookKeyRow
  }

  interface Channels {
    /** Callbacks were put into the queue. */
    callbacks: true
    /** An operator has paused, parked or resumed an endpoint. */
    'callback-endpoints': true
    /** Keys that callbacks are signed with were made or end. */
    'webhook-keys': true
  }
}
