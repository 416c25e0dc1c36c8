import { Notifier } from '../../base/tasks/wait.ts'
import type { ChangeEvent, ChangeWatch } from './change-watch.ts'
import { HEARTBEAT, writeEvent, writeRetry } from './write-event.ts'

/** How often a stream without events shows that it lives, and it is examined whether the client may still read, ms. */
const HEARTBEAT_MS = 15_000
/** Events that a client may be behind; then it is told to read everything again. */
const MOST_BEHIND = 20
const RETRY_MS = 2_000

export interface ChangeStreamOptions {
  /** Of the last event that the client has seen. */
  readonly lastEventId: string | undefined
  readonly isAllowed: () => Promise<boolean>
  readonly signal: AbortSignal
  /** Overrides the default for tests, ms. */
  readonly heartbeatMs?: number
}

/**
 * Server-sent events: `ready` at first, which says whether what the client has missed follows; then `changes`, and `reset`
 * when the client has to read everything again. Ends when the client may read no more.
 */
export async function* streamChanges(
  watch: ChangeWatch,
  { lastEventId, isAllowed, signal, heartbeatMs = HEARTBEAT_MS }: ChangeStreamOptions,
): AsyncGenerator<Uint8Array, void> {
  const news = new Notifier()
  const behind: ChangeEvent[] = []
  using _subscription = await watch.subscribe((event) => {
    if (behind.length <= MOST_BEHIND) behind.push(event)
    news.notify()
  })
  yield firstEvents(watch, lastEventId)
  let examinedAt = performance.now()
  while (!signal.aborted) {
    await news.wait(heartbeatMs, signal)
    if (performance.now() - examinedAt >= heartbeatMs) {
      if (!(await isAllowed())) return
      examinedAt = performance.now()
    }
    const events = behind.splice(0)
    if (events.length > MOST_BEHIND) yield writeEvent('reset', watch.lastId)
    else yield events.length > 0 ? bytesOf(events) : HEARTBEAT
  }
}

function firstEvents(watch: ChangeWatch, lastEventId: string | undefined): Uint8Array {
  const missed = lastEventId === undefined ? undefined : watch.since(lastEventId)
  const id = lastEventId !== undefined && missed ? lastEventId : watch.lastId
  const ready = writeEvent('ready', id, { isResumed: missed !== undefined })
  return Buffer.concat([writeRetry(RETRY_MS), ready, bytesOf(missed ?? [])])
}

const bytesOf = (events: readonly ChangeEvent[]): Uint8Array =>
  Buffer.concat(events.map(({ bytes }) => bytes))
