import workerUrl from './events-worker.ts?sharedworker&url'
import { openEvents, type EventMessage } from './open-events.ts'

export type PageMessage = 'join' | 'leave'

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string }
}

declare global {
  interface Window {
    /** Not in every browser. */
    readonly trustedTypes?: TrustedTypes
  }
}

/** Follows the changes by the stream that all pages of this browser share. Returns what ends that. */
export function followEvents(tell: (message: EventMessage) => void): () => void {
  // Browsers of telephones have none, and few pages.
  if (!('SharedWorker' in window)) return openEvents(tell)
  const { port } = new SharedWorker(trusted(workerUrl), { name: 'lemnis-events' })
  const send = (message: PageMessage): void => port.postMessage(message)
  const join = (): void => send('join')
  const leave = (): void => send('leave')
  port.addEventListener('message', ({ data }: MessageEvent<EventMessage>) => tell(data))
  port.start()
  join()
  addEventListener('pagehide', leave)
  addEventListener('pageshow', join)
  return () => {
    removeEventListener('pagehide', leave)
    removeEventListener('pageshow', join)
    leave()
    port.close()
  }
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined

/** The policy of the page lets it start this one script and no other. */
function trusted(url: string): string {
  policy ??= window.trustedTypes?.createPolicy('lemnis-worker', {
    createScriptURL: (asked) => {
      if (asked !== workerUrl) throw new TypeError(`${asked} is no script of the console.`)
      return asked
    },
  })
  return policy ? policy.createScriptURL(url) : url
}
