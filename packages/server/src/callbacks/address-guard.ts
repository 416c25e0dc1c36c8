import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** What an operator allows: an address range, a host name, or all names under a domain (`*.corp.example`). */
export type AllowRule =
  | { readonly kind: 'network'; readonly network: Address; readonly prefix: number }
  | { readonly kind: 'host'; readonly name: string }
  | { readonly kind: 'domain'; readonly suffix: string }

export interface AddressPolicy {
  readonly allow: readonly AllowRule[]
  /** True while the service listens on loopback only: a developer's first callback goes to localhost. */
  readonly loopbackOpen: boolean
}

const MAX_URL_LENGTH = 2048

/** Ranges that a rule may allow. The others (link-local, multicast, reserved, translation prefixes) are always refused. */
const ALLOWABLE = new Set(['private', 'uniqueLocal', 'loopback', 'carrierGradeNat'])

/**
 * Metadata services outside of the link-local ranges. They hand out the machine's credentials, so no setting allows
 * them. Link-local addresses are refused anyway.
 */
const METADATA_ADDRESSES = new Set([
  '100.100.100.200', // Alibaba Cloud, inside the carrier-grade NAT range
  '168.63.129.16', // Azure's wire server, a public address that only its own machines reach
  '192.0.0.192', // Oracle Cloud
  'fd00:ec2::254', // AWS instances
  'fd00:ec2::23', // AWS container credentials
  'fd20:ce::254', // Google Cloud
])
const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.tencentyun.com',
  'instance-data',
  'instance-data.ec2.internal',
])

/** RFC 4291 §2.4 and IANA: other unicast addresses are unassigned, or an old form of an IPv4 address. */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parse('2000::')

/**
 * Reads one rule of the allow list: an address, a CIDR range, a host name, or `*.` and a domain.
 * @throws TypeError with a sentence for the operator.
 */
export function parseAllowRule(text: string): AllowRule {
  const rule = text.trim().toLowerCase()
  const [address = '', prefix] = rule.split('/', 2)
  // `isIP` and not `ipaddr`, which also accepts "10.1" and octal parts: a typo must not allow a range.
  const family = isIP(address)
  if (family !== 0 && (prefix === undefined || ipaddr.isValidCIDR(rule))) {
    const widest = family === 4 ? 32 : 128
    return { kind: 'network', network: ipaddr.parse(address), prefix: Number(prefix ?? widest) }
  }
  if (/^\*(\.[a-z0-9_-]+)+$/.test(rule)) return { kind: 'domain', suffix: rule.slice(1) }
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(rule) && !/^[\d.]+$/.test(rule))
    return { kind: 'host', name: rule }
  throw new TypeError(`"${text}" is neither an address, a CIDR range (10.0.0.0/8), a host name nor *.domain`)
}

/**
 * Returns why a callback must not be sent to `url`, or `undefined` when it may. Checks only the text of the URL: what a
 * name resolves to is checked for each connection, by `checkAddress`.
 */
export function checkCallbackUrl(url: string, policy: AddressPolicy): string | undefined {
  if (url.length > MAX_URL_LENGTH) return `the address is longer than ${MAX_URL_LENGTH} characters`
  // The parser turns numeric forms (2130706433, 0x7f.1, 017700000001) into the address that they mean.
  const parsed = URL.parse(url)
  if (!parsed) return 'it is not a URL'
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return 'it must begin with http:// or https://'
  if (parsed.username !== '' || parsed.password !== '') return 'it must not carry a user name or password'
  const host = hostOf(parsed.hostname)
  if (ipaddr.isValid(host)) return checkAddress(host, host, policy)
  if (METADATA_NAMES.has(host)) return `${host} is a cloud's metadata service`
  if (isLocalhost(host)) return checkAddress('127.0.0.1', host, policy)
  return undefined
}

/**
 * Returns why no connection may be made to the IP address to which `host` resolved, or `undefined` when it may. Anything
 * but a public unicast address is refused, unless the policy allows it.
 */
export function checkAddress(address: string, host: string, policy: AddressPolicy): string | undefined {
  if (!ipaddr.isValid(address)) return `${address} is not an IP address`
  const parsed = ipaddr.process(address)
  const range = rangeOf(parsed)
  if (METADATA_ADDRESSES.has(parsed.toString())) return `${address} is a cloud's metadata service`
  if (range === 'unicast') return undefined
  if (range === 'loopback' && policy.loopbackOpen) return undefined
  if (ALLOWABLE.has(range) && policy.allow.some((rule) => allows(rule, parsed, hostOf(host))))
    return undefined
  return `${address} is not a public address (${range})`
}

/** Returns the host of a URL without the brackets of an IPv6 address and the dot of a rooted name. */
export function hostOf(hostname: string): string {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return bare.toLowerCase().replace(/\.$/, '')
}

/** RFC 6761 §6.3: these names mean this machine whatever a DNS server says. */
export function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

/** Whether a server that listens on `host` (a name or an address) can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  const bare = hostOf(host)
  return isLocalhost(bare) || (isIP(bare) !== 0 && ipaddr.process(bare).range() === 'loopback')
}

function rangeOf(address: Address): string {
  const range = address.range()
  if (range !== 'unicast' || address instanceof ipaddr.IPv4) return range
  return address.match(GLOBAL_UNICAST_V6, 3) ? range : 'reserved'
}

function allows(rule: AllowRule, address: Address, host: string): boolean {
  switch (rule.kind) {
    case 'host':
      return host === rule.name
    case 'domain':
      return host.endsWith(rule.suffix)
    case 'network':
      return contains(rule.network, rule.prefix, address)
  }
}

function contains(network: Address, prefix: number, address: Address): boolean {
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, prefix)
  return address instanceof ipaddr.IPv6 && address.match(network, prefix)
}
