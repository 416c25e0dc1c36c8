import { useEffect, useState } from 'preact/hooks'
import type { Drawing } from './layout.ts'

/** As in the style: below it a graph has no room to go to the right. */
const NARROW = '(max-width: 46rem)'

export function useDirection(): Drawing['direction'] {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const query = matchMedia(NARROW)
    const change = (): void => setNarrow(query.matches)
    query.addEventListener('change', change)
    return () => query.removeEventListener('change', change)
  }, [])
  return isNarrow ? 'down' : 'right'
}
