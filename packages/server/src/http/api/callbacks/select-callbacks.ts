import { z } from 'zod'
import { findCallbackIds, type CallbackFilter } from '../../../callbacks/operator/find-callbacks.ts'
import { findByWebhookIds } from '../../../callbacks/operator/read-callbacks.ts'
import type { Queryable } from '../../../db/database.ts'
import { readEndpoint } from '../read-scope.ts'
import { requireQueue } from '../require-resource.ts'

/** Rows of one statement. */
const CHUNK = 500

export const webhookIds = z.array(z.string().min(1).max(200)).min(1).max(10_000)

/** The row ids of the callbacks that are known, by the ids that receivers see. */
export async function selectByIds(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const chunk of chunksOf(ids)) {
    for (const [webhookId, id] of await findByWebhookIds(db, chunk)) found.set(webhookId, id)
  }
  return found
}

/** All row ids that match a filter, in order, up to one. */
export async function selectByFilter(
  db: Queryable,
  filter: CallbackFilter,
  upTo = Infinity,
): Promise<readonly number[]> {
  const all: number[] = []
  let after: number | undefined = 0
  while (after !== undefined && after < upTo) {
    const { ids, next } = await findCallbackIds(db, { filter, order: 'asc', after, limit: CHUNK })
    for (const id of ids) if (id <= upTo) all.push(id)
    after = next
  }
  return all
}

/**
 * Throws ApiProblem for a queue that is not there, and for an endpoint that is none. Call it only when nothing matched:
 * callbacks outlive their queue.
 */
export async function requireFilterNames(
  db: Queryable,
  { queue, endpoint }: { readonly queue?: string | undefined; readonly endpoint?: string | undefined },
): Promise<void> {
  if (queue !== undefined) await requireQueue(db, queue)
  if (endpoint !== undefined) readEndpoint(endpoint)
}

export function chunksOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) =>
    all.slice(index * CHUNK, (index + 1) * CHUNK),
  )
}
