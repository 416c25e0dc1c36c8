// Holds the one stream of all pages of a browser: HTTP/1.1 gives it six connections to a host.
import { openEvents, type EventMessage } from './open-events.ts'
import type { PageMessage } from './shared-events.ts'

const pages = new Set<MessagePort>()
/** What a page that comes later is told first. */
let state: EventMessage = { kind: 'down' }
let close: (() => void) | undefined

addEventListener('connect', (event: Event) => {
  if (!(event instanceof MessageEvent)) return
  const [page] = event.ports
  if (!page) return
  page.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    if (data === 'join') join(page)
    else leave(page)
  })
  page.start()
})

function join(page: MessagePort): void {
  pages.add(page)
  close ??= openEvents(tellAll)
  // It may have read something before it was told of changes.
  if (state.kind !== 'down') page.postMessage({ kind: 'stale' } satisfies EventMessage)
}

function leave(page: MessagePort): void {
  pages.delete(page)
  if (pages.size > 0) return
  close?.()
  close = undefined
  state = { kind: 'down' }
}

function tellAll(message: EventMessage): void {
  state = message
  for (const page of pages) page.postMessage(message)
}
