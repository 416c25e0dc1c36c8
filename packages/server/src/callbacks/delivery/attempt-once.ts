import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { FlightLog } from './flight-log.ts'
import { signedRequest } from './signed-request.ts'
import type { Callback, DueCallback } from '../store.ts'
import type { CallbackRequest, Transport, TransportResponse } from '../transports/transport.ts'

export interface AttemptTools {
  readonly clock: Clock
  readonly ids: Ids
  readonly transport: Transport
  readonly keys: () => readonly WebhookKey[]
  readonly flightLog: FlightLog | undefined
}

export interface Sent {
  readonly request: CallbackRequest
  readonly response: TransportResponse
  /** When the callback was made, ms since 1970. */
  readonly createdAt: number
  /** Ms since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** To be called once the attempt is on the disk. */
  readonly recorded: () => void
}

export interface Outgoing {
  readonly due: DueCallback
  readonly callback: Callback
}

/** Sends a callback once. `undefined` when `signal` ended the attempt. */
export async function attemptOnce(
  tools: AttemptTools,
  { due, callback }: Outgoing,
  signal: AbortSignal,
): Promise<Sent | undefined> {
  const { clock, ids, transport, flightLog } = tools
  const attempt = due.attempts + 1
  const startedAt = clock.now()
  const request = signedRequest(callback, { keys: tools.keys(), now: startedAt, attempt, ids })
  const recorded = flightLog?.begin({ callbackId: due.callbackId, attempt, startedAt }) ?? (() => undefined)
  const response = await transport.send(request, signal)
  if (response.kind === 'stopped') return undefined
  return { request, response, createdAt: callback.created_at, startedAt, endedAt: clock.now(), recorded }
}
