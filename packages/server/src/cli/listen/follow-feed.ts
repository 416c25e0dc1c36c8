import { sleep } from '../../base/wait.ts'
import { UnreachableError, type ApiClient, type Query } from '../api-client.ts'
import { feedPage, type WholeCallback } from '../wire.ts'

const PAGE = 100
const WAIT_S = 25
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** What an answer may take beyond the wait that was asked for, ms. */
const ANSWER_MS = 15_000

export interface Feed {
  readonly client: ApiClient
  readonly filter: Query
  /** ISO time, a sequence after which to begin, or `now`. */
  readonly begin: { readonly since: string } | { readonly after: number | 'now' }
  /** Takes one callback after the other; the place in the feed moves on when a page was taken whole. */
  readonly take: (callback: WholeCallback) => Promise<void>
  /** Between pages; gives how long the next page may be waited for, ms. */
  readonly between: () => Promise<number>
  /** Called once the place is known, and each time the service is lost or found again. */
  readonly tell: (news: 'ready' | 'lost' | 'found', detail: string) => void
}

/**
 * Follows the feed until `signal` aborts. A service that is gone is asked again with growing pauses, from the place
 * that was reached: nothing is missed, and nothing taken twice.
 */
export async function followFeed(feed: Feed, signal: AbortSignal): Promise<void> {
  const isOver = (): boolean => signal.aborted
  let place: Query = feed.begin
  let isReady = false
  let failures = 0
  while (!isOver()) {
    const waitMs = Math.min(WAIT_S * 1_000, await feed.between())
    // The first page answers at once, so that the place is fixed before anything is said to be listened to.
    const waitS = isReady && failures === 0 ? Math.ceil(waitMs / 1_000) : 0
    const page = await readPage(feed, { place, waitS, mayBeAway: isReady }, signal)
    if (isOver()) return
    if ('away' in page) {
      if (failures === 0) feed.tell('lost', page.away)
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10)), signal)
      failures += 1
      continue
    }
    if (failures > 0) feed.tell('found', feed.client.url.origin)
    if (!isReady) feed.tell('ready', feed.client.url.origin)
    isReady = true
    failures = 0
    for (const callback of page.callbacks) {
      if (isOver()) return
      await feed.take(callback)
    }
    place = { after: page.cursor }
  }
}

type Page =
  { readonly callbacks: readonly WholeCallback[]; readonly cursor: number } | { readonly away: string }

interface PageRequest {
  readonly place: Query
  readonly waitS: number
  /** Before the first answer a wrong address is likelier than a restart. */
  readonly mayBeAway: boolean
}

async function readPage(
  { client, filter }: Feed,
  { place, waitS, mayBeAway }: PageRequest,
  signal: AbortSignal,
): Promise<Page> {
  try {
    return await client.get(feedPage, 'callbacks', {
      query: { ...filter, ...place, limit: PAGE, wait: waitS, include: 'body' },
      timeoutMs: waitS * 1_000 + ANSWER_MS,
      signal,
    })
  } catch (error) {
    if (error instanceof UnreachableError && (mayBeAway || signal.aborted)) return { away: error.message }
    throw error
  }
}
