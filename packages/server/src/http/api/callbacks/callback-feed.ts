import type { z } from 'zod'
import type { feedPageSchema } from '../../../api-schemas/callbacks.ts'
import { Notifier } from '../../../base/tasks/wait.ts'
import { findCallbackIds, type CallbackFilter } from '../../../callbacks/operator/find-callbacks.ts'
import { findReplays, type FoundReplay } from '../../../callbacks/operator/find-replays.ts'
import { readNewest } from '../../../callbacks/operator/read-callbacks.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import { requireQueue } from '../require-resource.ts'
import { readListed } from './serialize-callback.ts'
import { toIsoTime } from '../times.ts'

const DEFAULT_LIMIT = 100
/** Notifications may be lost, so a feed that waits also polls, ms. */
const POLL_MS = 5_000

interface FeedQuery {
  readonly after?: number | 'now' | undefined
  readonly replays?: number | 'now' | undefined
  /** s */
  readonly wait?: number | undefined
  readonly before?: number | undefined
  readonly order?: 'asc' | 'desc' | undefined
  readonly queue?: string | undefined
  readonly include?: 'body' | undefined
  readonly limit?: number | undefined
}

interface FeedRequest {
  readonly query: FeedQuery
  readonly filter: CallbackFilter
}

type FeedPage = z.infer<typeof feedPageSchema>

/** Where a feed goes on. */
interface Cursors {
  readonly callback: number
  /** `undefined`: replays were not asked for. */
  readonly replay: number | undefined
}

/**
 * Returns the callbacks after a cursor, oldest first, and the replays after another one. With `wait` it waits until there
 * is one. Throws ApiProblem.
 */
export async function readFeed(
  context: ApiContext,
  { query, filter }: FeedRequest,
  signal: AbortSignal,
): Promise<FeedPage> {
  const { db, clock } = context
  const { after, wait } = query
  if (query.before !== undefined || query.order !== undefined) {
    throw new ApiProblem(
      'invalid_argument',
      'A feed has neither before nor order: it goes on after its cursor.',
    )
  }
  const made = new Notifier()
  using _subscription = db.onWake('callbacks', () => {
    made.notify()
  })
  const deadline = clock.monotonic() + (wait ?? 0) * 1_000
  let cursors = await firstCursors(context, query)
  // Callbacks of a queue outlive it, but no new ones are made.
  if (after === 'now' && query.queue !== undefined) await requireQueue(db.reader, query.queue)
  if (after === 'now' && wait === undefined) {
    return await serializePage(context, { ids: [], replays: [], cursors }, query)
  }
  for (;;) {
    const page = await readPage(context, { filter, cursors, limit: query.limit ?? DEFAULT_LIMIT })
    cursors = page.cursors
    const left = deadline - clock.monotonic()
    const isEmpty = page.ids.length === 0 && page.replays.length === 0
    if (!isEmpty || left <= 0 || signal.aborted) return await serializePage(context, page, query)
    if (page.isLast) await made.wait(Math.min(left, POLL_MS), signal)
  }
}

async function firstCursors({ db }: ApiContext, { after = 0, replays }: FeedQuery): Promise<Cursors> {
  if (after !== 'now' && replays !== 'now') return { callback: after, replay: replays }
  const newest = await readNewest(db)
  return {
    callback: after === 'now' ? newest.callback : after,
    replay: replays === 'now' ? newest.replay : replays,
  }
}

interface PageRequest {
  readonly filter: CallbackFilter
  readonly cursors: Cursors
  readonly limit: number
}

interface FoundPage {
  readonly ids: readonly number[]
  readonly replays: readonly FoundReplay[]
  readonly cursors: Cursors
}

async function readPage(
  { db }: ApiContext,
  { filter, cursors, limit }: PageRequest,
): Promise<FoundPage & { readonly isLast: boolean }> {
  // Read before the page: what is made in between belongs to the next page.
  const newest = await readNewest(db)
  const { ids, next = newest.callback } = await findCallbackIds(db.reader, {
    filter,
    order: 'asc',
    after: cursors.callback,
    limit,
  })
  const page = { filter, upTo: newest.replay, limit }
  const replays =
    cursors.replay === undefined ? [] : await findReplays(db.reader, { ...page, after: cursors.replay })
  const lastReplay = replays.length < limit ? newest.replay : (replays.at(-1)?.id ?? 0)
  return {
    ids: ids.filter((id) => id <= newest.callback),
    replays,
    cursors: {
      callback: Math.max(cursors.callback, Math.min(next, newest.callback)),
      replay: cursors.replay === undefined ? undefined : Math.max(cursors.replay, lastReplay),
    },
    isLast: next >= newest.callback,
  }
}

async function serializePage(
  context: ApiContext,
  { ids, replays, cursors }: FoundPage,
  query: FeedQuery,
): Promise<FeedPage> {
  const page = { callbacks: await readListed(context, ids, query), cursor: cursors.callback }
  if (cursors.replay === undefined) return page
  const replayed = await readListed(context, [...new Set(replays.map(({ callbackId }) => callbackId))], query)
  const bySequence = new Map(replayed.map((callback) => [callback.sequence, callback]))
  return {
    ...page,
    replays: replays.flatMap(({ id, callbackId, replayedAt }) => {
      const callback = bySequence.get(callbackId)
      return callback ? [{ ...callback, replay: { sequence: id, at: toIsoTime(replayedAt) } }] : []
    }),
    replayCursor: cursors.replay,
  }
}
