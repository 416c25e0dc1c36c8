import type { Queryable } from '../db/database.ts'

export interface ParkedEndpoint {
  readonly endpoint: string
  readonly reason: string
}

/** Endpoints that get nothing until an operator resumes them, at most `limit`, those parked first before others. */
export async function listParked(db: Queryable, limit: number): Promise<readonly ParkedEndpoint[]> {
  return db
    .selectFrom('callback_endpoints')
    .select(['endpoint', 'reason'])
    .where('state', '=', 'parked')
    .orderBy('since')
    .orderBy('endpoint')
    .limit(limit)
    .execute()
}
