import { lookup, Resolver } from 'node:dns/promises'
import { sleep } from '../../../base/tasks/wait.ts'
import { isLocalhost } from '../../address-guard.ts'

/** Returns the IP addresses of a host name, the preferred one first. Rejects with a sentence when it has none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

/** How long the IPv4 addresses wait for the IPv6 ones (RFC 8305 §3), in ms. */
const SECOND_FAMILY_MS = 100
const QUERY_TIMEOUT_MS = 3_000
const QUERY_TRIES = 2

/**
 * Creates a resolver that queries the given DNS servers, or the system's, over its own sockets. `getaddrinfo` would
 * block one of libuv's four threads for as long as a server is silent. So it is only the fallback, for names that the
 * DNS servers do not know (the hosts file, search domains).
 */
export function createResolver(servers?: readonly string[]): ResolveHost {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES })
  if (servers) resolver.setServers(servers)
  const fallback = servers ? () => Promise.reject(new Error('no address was found')) : createSystemLookup()
  return async (host) => {
    if (isLocalhost(host)) return ['127.0.0.1', '::1']
    const v6 = resolver.resolve6(host).catch(() => [])
    const v4 = await resolver.resolve4(host).catch(() => [])
    const addresses =
      v4.length === 0 ? await v6 : [...v4, ...(await Promise.race([v6, noneAfter(SECOND_FAMILY_MS)]))]
    return addresses.length > 0 ? addresses : fallback(host)
  }
}

/** Looks up one name at a time, and each name once for all its callers: aborted attempts must not leave a long queue. */
function createSystemLookup(): ResolveHost {
  const running = new Map<string, Promise<readonly string[]>>()
  let last: Promise<unknown> = Promise.resolve()
  return (host) => {
    const pending = running.get(host)
    if (pending) return pending
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
