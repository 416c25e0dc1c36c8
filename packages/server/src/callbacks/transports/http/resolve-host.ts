import { lookup, Resolver } from 'node:dns/promises'
import { sleep } from '../../../base/wait.ts'
import { isLocalhost } from '../../address-guard.ts'

/** Gives the IP addresses of a host name, best first. Rejects with a sentence when it has none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

/** How long an answer with IPv4 addresses waits for the IPv6 ones (RFC 8305 §3), in ms. */
const SECOND_FAMILY_MS = 100
const QUERY_TIMEOUT_MS = 3_000
const QUERY_TRIES = 2

/**
 * Asks the DNS servers over sockets of our own: those that are named, or the system's. `getaddrinfo` would hold one of
 * the process's four file threads for as long as a server is silent, so it is asked only for what the system's DNS does
 * not know (the hosts file, search domains).
 */
export function createResolver(servers?: readonly string[]): ResolveHost {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES })
  if (servers) resolver.setServers(servers)
  const otherwise = servers ? () => Promise.reject(new Error('no address was found')) : createLocalLookup()
  return async (host) => {
    if (isLocalhost(host)) return ['127.0.0.1', '::1']
    const v6 = resolver.resolve6(host).catch(() => [])
    const v4 = await resolver.resolve4(host).catch(() => [])
    const addresses =
      v4.length === 0 ? await v6 : [...v4, ...(await Promise.race([v6, noneAfter(SECOND_FAMILY_MS)]))]
    return addresses.length > 0 ? addresses : otherwise(host)
  }
}

/** One name at a time, and each name once however many wait for it: attempts given up must not leave a queue behind. */
function createLocalLookup(): ResolveHost {
  const running = new Map<string, Promise<readonly string[]>>()
  let last: Promise<unknown> = Promise.resolve()
  return (host) => {
    const already = running.get(host)
    if (already) return already
    const found = last.then(async () => {
      try {
        return (await lookup(host, { all: true })).map(({ address }) => address)
      } finally {
        running.delete(host)
      }
    })
    running.set(host, found)
    last = found.catch(() => undefined)
    return found
  }
}

async function noneAfter(ms: number): Promise<readonly string[]> {
  await sleep(ms)
  return []
}
