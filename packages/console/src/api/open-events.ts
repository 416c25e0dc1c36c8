import type { Changes } from '../../../server/src/api-schemas/events.ts'

const PATH = '/_lemnis/api/events'
/** A stream that says nothing for this long at its start is held back by something between, ms. */
const PATIENCE_MS = 5_000
/** A browser that was refused a stream asks again after this long, ms. */
const AGAIN_MS = 10_000

/**
 * `live`: changes are told. `stale`: they are from now on, and what was read before may be outdated. `down`: nothing is
 * told.
 */
export type EventMessage =
  { readonly kind: 'live' | 'stale' | 'down' } | { readonly kind: 'changes'; readonly changes: Changes }

/** Opens the stream of changes, again and again, and tells what comes of it. Returns what ends that. */
export function openEvents(tell: (message: EventMessage) => void): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const connect = (): void => {
    source = new EventSource(PATH)
    timer = setTimeout(() => tell({ kind: 'down' }), PATIENCE_MS)
    source.addEventListener('ready', ({ data }: MessageEvent<string>) => {
      clearTimeout(timer)
      const { isResumed }: { isResumed: boolean } = JSON.parse(data)
      tell({ kind: isResumed ? 'live' : 'stale' })
    })
    source.addEventListener('reset', () => tell({ kind: 'stale' }))
    source.addEventListener('changes', ({ data }: MessageEvent<string>) => {
      const changes: Changes = JSON.parse(data)
      tell({ kind: 'changes', changes })
    })
    source.addEventListener('error', () => {
      tell({ kind: 'down' })
      if (source?.readyState !== EventSource.CLOSED) return
      clearTimeout(timer)
      timer = setTimeout(connect, AGAIN_MS)
    })
  }
  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}
