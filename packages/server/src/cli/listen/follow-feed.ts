import { sleep } from '../../base/wait.ts'
import { UnreachableError, type ApiClient, type Query } from '../api-client.ts'
import { feedPage, type WholeCallback } from '../wire.ts'

const PAGE = 100
const WAIT_S = 25
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

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
  let place: Query = feed.begin
  let isReady = false
  let failures = 0
  while (!signal.aborted) {
    const waitMs = Math.min(WAIT_S * 1_000, await feed.between())
    if (signal.aborted) return
    try {
      // The first page answers at once, so that the place is fixed before anything is said to be listened to.
      const wait = isReady && failures === 0 ? Math.ceil(waitMs / 1_000) : 0
      const query = { ...feed.filter, ...place, limit: PAGE, wait, include: 'body' }
      const page = await feed.client.get(feedPage, 'callbacks', {
        query,
        timeoutMs: wait * 1_000 + 15_000,
        signal,
      })
      if (failures > 0) feed.tell('found', feed.client.url.origin)
      if (!isReady) feed.tell('ready', feed.client.url.origin)
      isReady = true
      failures = 0
      for (const callback of page.callbacks) {
        if (signal.aborted) return
        await feed.take(callback)
      }
      place = { after: page.cursor }
    } catch (error) {
      if (signal.aborted) return
      // Before the first answer a wrong address is likelier than a restart.
      if (!(error instanceof UnreachableError) || !isReady) throw error
      if (failures === 0) feed.tell('lost', error.message)
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10)), signal)
      failures += 1
    }
  }
}
