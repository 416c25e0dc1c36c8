import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Queryable } from '../db/database.ts'
import type { FlightLog } from './flight-log.ts'
import { signedRequest } from './signed-request.ts'
import { findQueuedCallback, type DueCallback } from './store.ts'
import type { Answered, CallbackRequest, Confirmed, Failed, Transport } from './transports/transport.ts'

export interface AttemptTools {
  readonly reader: Queryable
  readonly clock: Clock
  readonly ids: Ids
  readonly transport: Transport
  readonly keys: () => readonly WebhookKey[]
  readonly flightLog: FlightLog | undefined
}

export interface Sent {
  readonly request: CallbackRequest
  readonly answer: Answered | Confirmed | Failed
  /** When the callback was made, ms since 1970. */
  readonly createdAt: number
  /** Ms since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** To be called once the attempt is on the disk. */
  readonly recorded: () => void
}

/**
 * Sends a callback once. `undefined` when its entry of the queue is gone, because somebody else decided what becomes
 * of it, or when `signal` ended the attempt.
 */
export async function attemptOnce(
  tools: AttemptTools,
  due: DueCallback,
  signal: AbortSignal,
): Promise<Sent | undefined> {
  const { reader, clock, ids, transport, flightLog } = tools
  const callback = await findQueuedCallback(reader, due)
  if (!callback) return undefined
  const attempt = due.attempts + 1
  const startedAt = clock.now()
  const request = signedRequest(callback, { keys: tools.keys(), now: startedAt, attempt, ids })
  const recorded = flightLog?.begin({ callbackId: due.callbackId, attempt, startedAt }) ?? (() => undefined)
  const answer = await transport.send(request, signal)
  if (answer.kind === 'stopped') return undefined
  return { request, answer, createdAt: callback.created_at, startedAt, endedAt: clock.now(), recorded }
}
