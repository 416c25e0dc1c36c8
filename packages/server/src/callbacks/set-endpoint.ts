import type { Database } from '../db/database.ts'
import { ENDPOINTS_CHANNEL, saveHealth } from './endpoint-store.ts'

export type OperatorWord =
  | { readonly state: 'parked'; readonly reason: string }
  | { readonly state: 'paused'; readonly reason: string; readonly pausedUntil: number }

/**
 * One transaction: an operator parks an endpoint, or pauses it until a time (ms since 1970). What is under way ends
 * as it ends; nothing more is sent.
 */
export async function setEndpoint(
  db: Database,
  endpoint: string,
  { word, now }: { word: OperatorWord; now: number },
): Promise<void> {
  const trouble = { failures: 0, since: now }
  await db.transact((tx) =>
    saveHealth(
      tx,
      endpoint,
      word.state === 'parked'
        ? { ...trouble, ...word }
        : { ...trouble, ...word, pauseMs: word.pausedUntil - now },
    ),
  )
  db.wake(ENDPOINTS_CHANNEL)
}
