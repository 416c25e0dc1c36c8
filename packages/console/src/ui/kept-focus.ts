import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** What a screen reader says the name of. */
const NAMED = 'section[aria-label], table[aria-label], dialog, main'

/** When what has the focus is taken away, as a row that was deleted, what was around it gets it: else nothing would have it. */
export function useKeptFocus(screen: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current: root } = screen
    if (!root) return undefined
    let focused: HTMLElement[] = []
    const remember = ({ target }: FocusEvent): void => {
      focused = target instanceof HTMLElement ? [target, ...namedAround(target)] : []
    }
    const observer = new MutationObserver(() => {
      if (focused[0]?.isConnected !== false || document.activeElement !== document.body) return
      const around = focused.find(({ isConnected }) => isConnected)
      if (!around) return
      around.tabIndex = -1
      around.focus({ preventScroll: true })
    })
    root.addEventListener('focusin', remember)
    observer.observe(root, { childList: true, subtree: true })
    return () => {
      root.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [])
}

/** From the inside out. */
function namedAround(element: HTMLElement): HTMLElement[] {
  const around = element.parentElement?.closest<HTMLElement>(NAMED)
  return around ? [around, ...namedAround(around)] : []
}
