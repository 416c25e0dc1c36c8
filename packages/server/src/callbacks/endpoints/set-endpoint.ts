import type { Database } from '../../db/database.ts'
import { saveHealth } from './endpoint-store.ts'
import type { Scope } from '../scope.ts'

export type EndpointOverride =
  | { readonly state: 'parked'; readonly reason: string }
  | { readonly state: 'paused'; readonly reason: string; readonly pausedUntil: number }

/**
 * One transaction: an operator parks a scope, or pauses it until a time (ms since 1970). Attempts in flight go on;
 * nothing more is sent.
 */
export async function setEndpoint(
  db: Database,
  scope: Scope,
  { override, now }: { override: EndpointOverride; now: number },
): Promise<void> {
  const base = { failures: 0, since: now, byOperator: true } as const
  const health =
    override.state === 'parked'
      ? { ...base, ...override }
      : { ...base, ...override, pauseMs: override.pausedUntil - now }
  await db.transact((tx) => {
    tx.wake('callback-endpoints')
    return saveHealth(tx, scope, health)
  })
}
