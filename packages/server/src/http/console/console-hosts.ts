import { isIP } from 'node:net'

export interface ConsoleHosts {
  /** Host names that clients use for this service, lower case. */
  readonly publicNames: readonly string[]
  /** Where the console answers alone, such as `https://console.example`; `undefined`: at every name below. */
  readonly origin: string | undefined
}

/**
 * Whether the console answers at a `Host`. A page of another site may have its own name resolve to this machine (DNS
 * rebinding), and would then be the console's origin. No such page has an address for its name, or a name without a dot.
 */
export function isConsoleHost(host: string, { publicNames, origin }: ConsoleHosts): boolean {
  const authority = host.toLowerCase()
  if (origin !== undefined) return new URL(origin).host === authority
  const name = authority.replace(/:\d*$/, '').replace(/\.$/, '')
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0
  return isAddress || !name.includes('.') || name.endsWith('.localhost') || publicNames.includes(name)
}

/** Whether `Origin`, which a browser sends with each change, is the page's own. A proxy may speak TLS in its place. */
export function isOwnOrigin(
  given: string | undefined,
  { host, origin }: { readonly host: string; readonly origin: string | undefined },
): boolean {
  if (given === undefined) return false
  if (origin !== undefined) return given === origin
  return given.replace(/^https?:\/\//, '').toLowerCase() === host.toLowerCase() && /^https?:/.test(given)
}
