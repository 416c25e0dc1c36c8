import type { Queryable } from '../../db/database.ts'
import { readHealth, type KeptHealth } from './endpoint-store.ts'
import { scopeKey } from '../scope.ts'

/** What gets nothing until an operator resumes it, at most `limit`, what was parked first before the rest. */
export async function listParked(db: Queryable, limit: number): Promise<readonly KeptHealth[]> {
  return [...(await readHealth(db)).values()]
    .filter(({ health }) => health.state === 'parked')
    .sort((a, b) => a.health.since - b.health.since || (scopeKey(a.scope) < scopeKey(b.scope) ? -1 : 1))
    .slice(0, limit)
}
