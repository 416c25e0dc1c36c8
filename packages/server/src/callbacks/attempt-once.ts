import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Queryable } from '../db/database.ts'
import { judge } from './judge.ts'
import type { Attempt } from './record-attempt.ts'
import { signedRequest } from './signed-request.ts'
import { findCallback, type QueuedCallback } from './store.ts'
import type { Transport } from './transports/transport.ts'

export interface AttemptTools {
  readonly db: Queryable
  readonly clock: Clock
  readonly ids: Ids
  readonly transport: Transport
  readonly keys: readonly WebhookKey[]
  readonly deadlineMs: number
}

/** Sends a callback once. `undefined` when it is gone from the database, or when `signal` ended the attempt. */
export async function attemptOnce(
  tools: AttemptTools,
  queued: QueuedCallback,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  const callback = await findCallback(tools.db, queued.callbackId)
  if (!callback) return undefined
  const attempt = queued.attempts + 1
  const startedAt = tools.clock.now()
  const request = signedRequest(callback, { ...tools, now: startedAt, attempt })
  const answer = await tools.transport.send(request, signal)
  if (answer.kind === 'stopped') return undefined
  const verdict = judge(answer, attempt, rollDice(tools.ids))
  return { queued, request, answer, verdict, startedAt, endedAt: tools.clock.now() }
}

/** In [0, 1). */
function rollDice(ids: Ids): number {
  return Number.parseInt(ids.randomHex(4), 16) / 2 ** 32
}
