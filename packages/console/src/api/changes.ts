import type { Changes } from '../../../server/src/api-schemas/events.ts'
import type { EventMessage } from './open-events.ts'
import { followEvents } from './shared-events.ts'

/** What lists and pages show. */
export type Topic = 'jobs' | 'callbacks' | 'endpoints' | 'queues' | 'workflows' | 'batches' | 'status'

interface Listener {
  readonly topics: readonly Topic[]
  /** Of the one thing that it shows; `undefined`: it shows many. */
  readonly id: string | undefined
  readonly onChange: () => void
}

/** What is shown is asked for at most this often, ms; a hidden page asks for nothing until it is seen. */
const LEAST_PAUSE_MS = 1_000
/** The same while more changes than can be told one by one: nobody reads lists that pass faster. */
const CROWDED_PAUSE_MS = 3_000
/** While no changes are told, it is asked for this often, ms. */
const POLL_MS = 3_000
/** A page without listeners may be on its way to the next screen, ms. */
const LEAVE_MS = 5_000

const listeners = new Set<Listener>()
/** What has changed since the listeners were told: ids, or all of a topic. */
const pending = new Map<Topic, Set<string> | 'all'>()
let stopFollowing: (() => void) | undefined
let isFollowed = false
let flushing: number | undefined
let flushedAt = -Infinity
let isCrowded = false

/** Calls `listener` whenever something of the topics may have changed: with an `id`, only of that. Returns what ends that. */
export function onChange(topics: readonly Topic[], listener: () => void, id?: string): () => void {
  const entry: Listener = { topics, id, onChange: listener }
  listeners.add(entry)
  stopFollowing ??= follow()
  return () => {
    listeners.delete(entry)
    if (listeners.size === 0) setTimeout(leaveIfUnused, LEAVE_MS)
  }
}

/** Tells at once that something has changed, as this page did it. */
export function changed(...topics: readonly Topic[]): void {
  for (const topic of topics) pending.set(topic, 'all')
  flush()
}

function follow(): () => void {
  // What is shown first has just been asked for.
  flushedAt = performance.now()
  const stop = followEvents(receive)
  const polling = setInterval(() => {
    if (!isFollowed) markAll()
  }, POLL_MS)
  document.addEventListener('visibilitychange', scheduleFlush)
  return () => {
    clearInterval(polling)
    document.removeEventListener('visibilitychange', scheduleFlush)
    stop()
  }
}

function leaveIfUnused(): void {
  if (listeners.size > 0) return
  stopFollowing?.()
  stopFollowing = undefined
  isFollowed = false
}

function receive(message: EventMessage): void {
  isFollowed = message.kind !== 'down'
  if (message.kind === 'stale') markAll()
  if (message.kind === 'changes') mark(message.changes)
}

function mark({ jobs, callbacks, ...others }: Changes): void {
  isCrowded = jobs?.isComplete === false || callbacks?.isComplete === false
  if (jobs) markSome('jobs', jobs.isComplete ? jobs.changed.map(({ id }) => id) : 'all')
  // A job shows its callbacks.
  if (callbacks)
    markSome(
      'callbacks',
      callbacks.isComplete ? callbacks.changed.flatMap(({ id, jobId }) => [id, jobId]) : 'all',
    )
  for (const topic of ['endpoints', 'queues', 'workflows', 'batches'] as const)
    if (others[topic]) pending.set(topic, 'all')
  pending.set('status', 'all')
  scheduleFlush()
}

function markSome(topic: Topic, ids: readonly string[] | 'all'): void {
  const before = pending.get(topic)
  pending.set(topic, ids === 'all' || before === 'all' ? 'all' : new Set([...(before ?? []), ...ids]))
}

function markAll(): void {
  for (const { topics } of listeners) for (const topic of topics) pending.set(topic, 'all')
  scheduleFlush()
}

function scheduleFlush(): void {
  const pause = isCrowded ? CROWDED_PAUSE_MS : LEAST_PAUSE_MS
  flushing ??= window.setTimeout(flush, Math.max(0, flushedAt + pause - performance.now()))
}

function flush(): void {
  clearTimeout(flushing)
  flushing = undefined
  if (document.visibilityState !== 'visible' || pending.size === 0) return
  flushedAt = performance.now()
  const changes = new Map(pending)
  pending.clear()
  for (const listener of listeners) if (concerns(listener, changes)) listener.onChange()
}

function concerns({ topics, id }: Listener, changes: ReadonlyMap<Topic, Set<string> | 'all'>): boolean {
  return topics.some((topic) => {
    const ids = changes.get(topic)
    return ids === 'all' || (ids !== undefined && (id === undefined || ids.has(id)))
  })
}
