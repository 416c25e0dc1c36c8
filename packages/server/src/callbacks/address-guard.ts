import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { allowsAddress, mayAllowName, type Address, type AllowRule, type Destination } from './allow-list.ts'

export interface AddressPolicy {
  readonly allow: readonly AllowRule[]
  /** Whether all that `allow` does not name is refused, public addresses too. */
  readonly only?: boolean
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
 * Returns why a callback must not be sent to `url`, or `undefined` when it may. Checks only the text of the URL: what a
 * name resolves to is checked for each connection, by `checkAddress`.
 */
export function checkCallbackUrl(url: string, policy: AddressPolicy): string | undefined {
  const parsed = parseCallbackUrl(url)
  if (typeof parsed === 'string') return parsed
  const destination = destinationOf(parsed)
  const { host } = destination
  if (ipaddr.isValid(host)) return checkAddress(host, destination, policy)
  if (METADATA_NAMES.has(host)) return `${host} is a cloud's metadata service`
  if (isLocalhost(host)) return checkAddress('127.0.0.1', destination, policy)
  return checkName(destination, policy)
}

/** Returns why no callback can be sent to `url`, whatever the policy is, or `undefined`. */
export function checkUrlForm(url: string): string | undefined {
  const parsed = parseCallbackUrl(url)
  return typeof parsed === 'string' ? parsed : undefined
}

/** Returns the URL, or why it is none for callbacks. */
function parseCallbackUrl(url: string): URL | string {
  if (url.length > MAX_URL_LENGTH) return `the address is longer than ${MAX_URL_LENGTH} characters`
  // The parser turns numeric forms (2130706433, 0x7f.1, 017700000001) into the address that they mean.
  const parsed = URL.parse(url)
  if (!parsed) return 'it is not a URL'
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return 'it must begin with http:// or https://'
  if (parsed.username !== '' || parsed.password !== '') return 'it must not carry a user name or password'
  return parsed
}

/**
 * Returns why no connection may be made to the name of `destination`, whatever it resolves to, or `undefined`. It is
 * checked before the name is resolved, so that not even a DNS server hears of a refused name.
 */
export function checkName(destination: Destination, { allow, only }: AddressPolicy): string | undefined {
  if (only !== true || allow.some((rule) => mayAllowName(rule, destination))) return undefined
  return notListed(destination.host, destination)
}

/**
 * Returns why no connection may be made to the IP address to which the host of `destination` resolved, or `undefined`
 * when it may. Anything but a public unicast address is refused, unless the policy allows it.
 */
export function checkAddress(
  address: string,
  destination: Destination,
  policy: AddressPolicy,
): string | undefined {
  if (!ipaddr.isValid(address)) return `${address} is not an IP address`
  const subject = isIP(destination.host) === 0 ? `${destination.host} resolves to ${address}, which` : address
  const parsed = ipaddr.process(address)
  const range = rangeOf(parsed)
  if (METADATA_ADDRESSES.has(parsed.toString())) return `${subject} is a cloud's metadata service`
  if (range !== 'unicast' && !ALLOWABLE.has(range))
    return `${subject} is not a public address (${range}), and no setting allows it`
  const { allow, only = false, loopbackOpen } = policy
  if (allow.some((rule) => allowsAddress(rule, parsed, destination))) return undefined
  if (only) return notListed(subject, destination)
  if (range === 'unicast' || (range === 'loopback' && loopbackOpen)) return undefined
  const advice =
    allow.length === 0
      ? `LEMNIS_CALLBACK_ALLOW=${destination.host} allows it`
      : `${destination.host} added to LEMNIS_CALLBACK_ALLOW allows it`
  return `${subject} is not a public address (${range}); ${advice}`
}

function notListed(subject: string, { host }: Destination): string {
  return `${subject} is not among the addresses of LEMNIS_CALLBACK_ALLOW=only:…; ${host} added to that list allows it`
}

/** Returns where a URL leads to. */
export function destinationOf(url: Pick<URL, 'protocol' | 'hostname' | 'port'>): Destination {
  const standardPort = url.protocol === 'https:' ? 443 : 80
  return { host: hostOf(url.hostname), port: url.port === '' ? standardPort : Number(url.port) }
}

/** Returns the host of a URL without the brackets of an IPv6 address and the dot of a rooted name. */
function hostOf(hostname: string): string {
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
