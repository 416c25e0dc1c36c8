import type { z } from 'zod'
import type { feedPageSchema } from '../../../api-schemas/callbacks.ts'
import { Notifier } from '../../../base/tasks/wait.ts'
import { findCallbackIds, type CallbackFilter } from '../../../callbacks/operator/find-callbacks.ts'
import { newestId } from '../../../callbacks/operator/read-callbacks.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import { requireQueue } from '../require-resource.ts'
import { readListed } from './serialize-callback.ts'

const DEFAULT_LIMIT = 100
/** Notifications may be lost, so a feed that waits also polls, ms. */
const POLL_MS = 5_000

interface FeedQuery {
  readonly after?: number | 'now' | undefined
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

/** Returns the callbacks after a cursor, oldest first. With `wait` it waits until there is one. Throws ApiProblem. */
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
  let cursor = after === 'now' ? await newestId(db) : (after ?? 0)
  // Callbacks of a queue outlive it, but no new ones are made.
  if (after === 'now' && query.queue !== undefined) await requireQueue(db.reader, query.queue)
  if (after === 'now' && wait === undefined) return { callbacks: [], cursor }
  for (;;) {
    const page = await readPage(context, { filter, cursor, limit: query.limit ?? DEFAULT_LIMIT })
    cursor = page.cursor
    const left = deadline - clock.monotonic()
    if (page.ids.length > 0 || left <= 0 || signal.aborted) {
      return { callbacks: await readListed(context, page.ids, query), cursor }
    }
    if (page.isLast) await made.wait(Math.min(left, POLL_MS), signal)
  }
}

interface PageRequest {
  readonly filter: CallbackFilter
  readonly cursor: number
  readonly limit: number
}

interface FoundPage {
  readonly ids: readonly number[]
  readonly cursor: number
  /** Whether there was nothing behind it. */
  readonly isLast: boolean
}

async function readPage({ db }: ApiContext, { filter, cursor, limit }: PageRequest): Promise<FoundPage> {
  // Read before the page: what is made in between belongs to the next page.
  const newest = await newestId(db)
  const { ids, next = newest } = await findCallbackIds(db.reader, {
    filter,
    order: 'asc',
    after: cursor,
    limit,
  })
  return {
    ids: ids.filter((id) => id <= newest),
    cursor: Math.max(cursor, Math.min(next, newest)),
    isLast: next >= newest,
  }
}
