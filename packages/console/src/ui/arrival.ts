import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** The address of what is shown; `undefined` for what the browser itself has loaded, and begins with. */
let shown: string | undefined

/**
 * Gives the focus to the beginning of a screen that takes the place of another one, as it would be on a page that was loaded:
 * it is read out, and Tab goes on from there.
 */
export function useArrival(beginning: RefObject<HTMLElement | null>, address: string): void {
  useEffect(() => {
    if (shown !== undefined && shown !== address) beginning.current?.focus({ preventScroll: true })
    shown = address
  }, [address])
}

/** Says that the next address is of the same screen, which goes on with the focus where it is. */
export function stayAt(address: string): void {
  shown = address
}
