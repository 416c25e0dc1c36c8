import type { z } from 'zod'
import { feedMessagesSchema } from '../../api-schemas/callbacks.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Answer, CallbackMessage, Replay } from '../answer.ts'
import { UnreachableError, type ApiClient, type Query } from '../api-client.ts'

const PAGE = 100
const WAIT_S = 25
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** What an answer may take beyond the wait that was asked for, ms. */
const ANSWER_MS = 15_000

export interface Feed {
  readonly client: ApiClient
  readonly filter: Query
  /** Where to begin: from an ISO time on, or after a sequence of callbacks and with the replays from now on. */
  readonly begin: { readonly since: string } | { readonly after: number | 'now' }
  /** Called with one callback after the other, and with one that was replayed; the cursors move on after a whole page. */
  readonly onCallback: (callback: CallbackMessage, replay?: Replay) => Promise<void>
  /** Called between pages; returns how long the next page may be waited for, ms. */
  readonly onPageEnd: () => Promise<number>
  /** Called once the cursor is known, and each time the service is lost or found again. */
  readonly onChange: (change: 'ready' | 'lost' | 'found', detail: string) => void
}

/**
 * Follows the feed until `signal` aborts. When the service is unreachable, it retries with growing pauses, from the same
 * cursors: no callback is missed, and none is shown twice. A replay is no second showing, but one of its own.
 */
export async function followFeed(feed: Feed, signal: AbortSignal): Promise<void> {
  const isOver = (): boolean => signal.aborted
  let cursor: Query = { ...feed.begin, replays: 'since' in feed.begin ? 0 : 'now' }
  let isReady = false
  let failures = 0
  while (!isOver()) {
    const waitMs = Math.min(WAIT_S * 1_000, await feed.onPageEnd())
    // The first page is answered at once, so that the cursor is known before `ready`.
    const waitS = isReady && failures === 0 ? Math.ceil(waitMs / 1_000) : 0
    const page = await readPage(feed, { cursor, waitS, mayBeUnreachable: isReady }, signal)
    if (isOver()) return
    if ('unreachable' in page) {
      if (failures === 0) feed.onChange('lost', page.unreachable)
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10)), signal)
      failures += 1
      continue
    }
    if (failures > 0) feed.onChange('found', feed.client.url.origin)
    if (!isReady) feed.onChange('ready', feed.client.url.origin)
    isReady = true
    failures = 0
    for (const callback of page.callbacks) {
      if (isOver()) return
      await feed.onCallback(callback)
    }
    for (const { replay, ...callback } of page.replays) {
      if (isOver()) return
      await feed.onCallback(callback, replay)
    }
    cursor = { after: page.cursor, replays: page.replayCursor }
  }
}

type Page = Answer<z.infer<typeof feedMessagesSchema>> | { readonly unreachable: string }

interface PageRequest {
  readonly cursor: Query
  readonly waitS: number
  /** Before the first answer a wrong address is likelier than a restart. */
  readonly mayBeUnreachable: boolean
}

async function readPage(
  { client, filter }: Feed,
  { cursor, waitS, mayBeUnreachable }: PageRequest,
  signal: AbortSignal,
): Promise<Page> {
  try {
    return await client.get(feedMessagesSchema, 'callbacks', {
      query: { ...filter, ...cursor, limit: PAGE, wait: waitS, include: 'body' },
      timeoutMs: waitS * 1_000 + ANSWER_MS,
      signal,
    })
  } catch (error) {
    if (error instanceof UnreachableError && (mayBeUnreachable || signal.aborted)) {
      return { unreachable: error.message }
    }
    throw error
  }
}
