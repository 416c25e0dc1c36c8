import { objectPath } from '../api/client.ts'
import type { ObjectHead } from './object-head.ts'

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl'

/**
 * Has an element play an object, which may be a playlist: by the browser itself where it can, else by a script that is
 * loaded only then. Returns what ends that. `onProblem` hears when the browser can't play it.
 */
export function playSource(
  element: HTMLMediaElement,
  { bucket, key, kind }: ObjectHead,
  onProblem: () => void,
): () => void {
  const address = objectPath(bucket, key)
  element.addEventListener('error', onProblem)
  let end: () => void = () => element.removeAttribute('src')
  if (kind !== 'playlist' || element.canPlayType(PLAYLIST_TYPE) !== '') element.src = address
  else end = playByScript(element, address, onProblem)
  return () => {
    element.removeEventListener('error', onProblem)
    end()
    element.load()
  }
}

/** Its worker would need a script from a blob, which the policy of the page forbids; the page has the time. */
function playByScript(element: HTMLMediaElement, address: string, onProblem: () => void): () => void {
  const leaving = new AbortController()
  const start = async (): Promise<void> => {
    const { default: Hls } = await import('hls.js/light')
    if (leaving.signal.aborted) return
    if (!Hls.isSupported()) {
      onProblem()
      return
    }
    const player = new Hls({ enableWorker: false })
    leaving.signal.addEventListener('abort', () => player.destroy())
    player.on(Hls.Events.ERROR, (_, { fatal }) => fatal && onProblem())
    player.loadSource(address)
    player.attachMedia(element)
  }
  start().catch(onProblem)
  return () => leaving.abort()
}
