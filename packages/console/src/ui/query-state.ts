import { useLocation } from 'preact-iso'
import { addressOf } from '../api/address.ts'
import { stayAt } from './arrival.ts'

export interface QueryState {
  readonly values: Readonly<Record<string, string>>
  /** Changes the address; an empty value leaves it. */
  readonly set: (changes: Readonly<Record<string, string>>) => void
}

/** What a screen shows is in its address, so that a reload and a shared link show the same. */
export function useQueryState(): QueryState {
  const { path, query, route } = useLocation()
  return {
    values: query,
    set(changes) {
      // What the address is now: another change may have come since this was drawn.
      const now = Object.fromEntries(new URLSearchParams(location.search))
      const all = Object.entries({ ...now, ...changes }).filter(([, value]) => value !== '')
      const address = addressOf(path, Object.fromEntries(all))
      stayAt(address)
      route(address, true)
    },
  }
}
