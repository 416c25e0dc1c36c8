import type { Queryable } from '../../db/database.ts'
import { readHealth, type ScopeHealth } from './endpoint-store.ts'
import { scopeKey } from '../scope.ts'

/** Lists at most `limit` parked scopes, the longest parked first. They get nothing until an operator resumes them. */
export async function listParked(db: Queryable, limit: number): Promise<readonly ScopeHealth[]> {
  return [...(await readHealth(db)).values()]
    .filter(({ health }) => health.state === 'parked')
    .sort((a, b) => a.health.since - b.health.since || (scopeKey(a.scope) < scopeKey(b.scope) ? -1 : 1))
    .slice(0, limit)
}
