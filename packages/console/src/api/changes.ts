/** What lists and pages show. */
export type Topic = 'jobs' | 'callbacks' | 'endpoints' | 'queues' | 'workflows' | 'batches' | 'status'

type Listener = () => void

const listeners = new Map<Topic, Set<Listener>>()
/** How often what is shown is asked for, ms; a hidden page asks for nothing. */
const INTERVAL_MS = 2_000
let timer: number | undefined

/** Calls `listener` whenever something of `topic` may have changed. Returns what ends that. */
export function onChange(topic: Topic, listener: Listener): () => void {
  const own = listeners.get(topic) ?? new Set()
  listeners.set(topic, own.add(listener))
  timer ??= window.setInterval(tick, INTERVAL_MS)
  return () => {
    own.delete(listener)
    if ([...listeners.values()].some((each) => each.size > 0)) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Tells at once that something has changed, as this page did it. */
export function changed(...topics: readonly Topic[]): void {
  for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
}

function tick(): void {
  if (document.visibilityState === 'visible') changed(...listeners.keys())
}
