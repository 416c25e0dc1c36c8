import { unsentPageSchema } from '../../api-schemas/callbacks.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { UnsentMessage } from '../answer.ts'
import { UnreachableError, type ApiClient, type Query } from '../api-client.ts'

const PAGE = 100
const POLL_MS = 1_000

/** A job may be committed a while after the time of its end: what ended before the last look is searched for so long, ms. */
const OVERLAP_MS = 10_000

export interface UnsentFeed {
  readonly client: ApiClient
  readonly filter: Query
  /** ISO time of the first end; `undefined`: now. */
  readonly since: string | undefined
  /** Called with one after the other. */
  readonly onUnsent: (unsent: UnsentMessage) => Promise<void>
}

/**
 * Follows what the callbacks of jobs without one would be, until `signal` aborts. While the service is unreachable, it
 * tries again from the same time. Each job is given once.
 */
export async function followUnsent(feed: UnsentFeed, signal: AbortSignal): Promise<void> {
  const isOver = (): boolean => signal.aborted
  let since = feed.since
  let from = since
  /** The ends, ms since 1970, of the jobs that may be found again. */
  const given = new Map<string, number>()
  while (!isOver()) {
    const found = await readAll(feed, from, signal)
    if (isOver()) return
    if (found) {
      since ??= found.now
      const searchedFrom = Date.parse(found.now) - OVERLAP_MS
      for (const unsent of found.callbacks) {
        if (isOver()) return
        if (given.has(unsent.jobId)) continue
        given.set(unsent.jobId, Date.parse(unsent.endedAt))
        await feed.onUnsent(unsent)
      }
      for (const [jobId, endedAt] of given) if (endedAt < searchedFrom) given.delete(jobId)
      from = new Date(Math.max(Date.parse(since), searchedFrom)).toISOString()
    }
    await sleep(POLL_MS, signal)
  }
}

interface Found {
  readonly callbacks: readonly UnsentMessage[]
  /** When the first page was read, by the clock of the service. */
  readonly now: string
}

/** Returns all pages since a time; `undefined` while the service is unreachable. */
async function readAll(
  { client, filter }: UnsentFeed,
  since: string | undefined,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const callbacks: UnsentMessage[] = []
  let cursor: Query = { since }
  let now: string | undefined
  try {
    for (;;) {
      const query = { ...filter, ...cursor, limit: PAGE }
      const page = await client.get(unsentPageSchema, 'unsent-callbacks', { query, signal })
      callbacks.push(...page.callbacks)
      now ??= page.now
      if (page.next === null) return { callbacks, now }
      cursor = { after: page.next }
    }
  } catch (error) {
    if (error instanceof UnreachableError) return undefined
    throw error
  }
}
