import { addressOf } from '../api/address.ts'

/** Where the console is; the router sees only addresses below it. */
export const BASE = '/_lemnis/console'

export function link(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value] as const] : []))
  return addressOf(BASE + path, Object.fromEntries(given))
}
