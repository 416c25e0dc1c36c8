import type { Database } from '../../db/database.ts'
import { saveHealth } from './endpoint-store.ts'
import type { Scope } from '../scope.ts'

export type OperatorWord =
  | { readonly state: 'parked'; readonly reason: string }
  | { readonly state: 'paused'; readonly reason: string; readonly pausedUntil: number }

/**
 * One transaction: an operator parks a scope, or pauses it until a time (ms since 1970). What is under way ends
 * as it ends; nothing more is sent.
 */
export async function setEndpoint(
  db: Database,
  scope: Scope,
  { word, now }: { word: OperatorWord; now: number },
): Promise<void> {
  const trouble = { failures: 0, since: now, byOperator: true } as const
  const health =
    word.state === 'parked'
      ? { ...trouble, ...word }
      : { ...trouble, ...word, pauseMs: word.pausedUntil - now }
  await db.transact((tx) => {
    tx.wake('callback-endpoints')
    return saveHealth(tx, scope, health)
  })
}
