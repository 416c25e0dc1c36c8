import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Where a connection is to be made. The host is a name, or an IP address without brackets. */
export interface Destination {
  readonly host: string
  readonly port: number
}

/** An address range, a host name, or all names under a domain (`*.corp.example`). */
type AllowedHosts =
  | { readonly kind: 'network'; readonly network: Address; readonly prefix: number }
  | { readonly kind: 'host'; readonly name: string }
  | { readonly kind: 'domain'; readonly suffix: string }

/** What an operator allows. `port` is `undefined` for all ports. */
export type AllowRule = AllowedHosts & { readonly port: number | undefined }

/** The value of `LEMNIS_CALLBACK_ALLOW`. */
export interface AllowList {
  /** Whether all that no rule allows is refused, public addresses too. */
  readonly only: boolean
  readonly rules: readonly AllowRule[]
}

const ONLY = 'only:'

/**
 * Reads a comma list of rules. After `only:`, nothing but what the list names is allowed.
 * @throws TypeError with a sentence for the operator.
 */
export function parseAllowList(text: string): AllowList {
  const list = text.trim().toLowerCase()
  const only = list.startsWith(ONLY)
  const entries = (only ? list.slice(ONLY.length) : list)
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (only && entries.length === 0)
    throw new TypeError('nothing follows "only:"; it needs a list, such as only:localhost,10.0.0.0/8')
  if (entries.some((entry) => entry.startsWith(ONLY)))
    throw new TypeError('"only:" may stand only at the beginning, and applies to the whole list')
  return { only, rules: entries.map(parseAllowRule) }
}

/**
 * Reads one rule: an address, a host name, or `*.` and a domain, each with a port or for all ports; or a CIDR range.
 * @throws TypeError with a sentence for the operator.
 */
export function parseAllowRule(text: string): AllowRule {
  const rule = text.trim().toLowerCase()
  const { hosts, port } = splitPort(rule)
  const allowed = port === undefined || (port >= 1 && port <= 65_535) ? parseHosts(hosts) : undefined
  if (allowed && (port === undefined || !hosts.includes('/'))) return { ...allowed, port }
  throw new TypeError(
    `"${text}" is neither an address, a CIDR range (10.0.0.0/8), a host name nor *.domain; all but a range may have a port`,
  )
}

/** An IPv6 address with a port is in brackets. */
function splitPort(rule: string): { readonly hosts: string; readonly port: number | undefined } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(rule) ?? []
  return { hosts: bracketed ?? plain ?? rule, port: port === undefined ? undefined : Number(port) }
}

function parseHosts(hosts: string): AllowedHosts | undefined {
  const [address = '', prefix] = hosts.split('/', 2)
  // `isIP` and not `ipaddr`, which also accepts "10.1" and octal parts: a typo must not allow a range.
  const family = isIP(address)
  if (family !== 0 && (prefix === undefined || ipaddr.isValidCIDR(hosts))) {
    const widest = family === 4 ? 32 : 128
    return { kind: 'network', network: ipaddr.parse(address), prefix: Number(prefix ?? widest) }
  }
  if (/^\*(\.[a-z0-9_-]+)+$/.test(hosts)) return { kind: 'domain', suffix: hosts.slice(1) }
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(hosts) && !/^[\d.]+$/.test(hosts))
    return { kind: 'host', name: hosts }
  return undefined
}

/** Returns the rule for one host and port. */
export function ruleOf({ host, port }: Destination): AllowRule {
  if (isIP(host) === 0) return { kind: 'host', name: host, port }
  const network = ipaddr.process(host)
  return { kind: 'network', network, prefix: network instanceof ipaddr.IPv4 ? 32 : 128, port }
}

/** Whether a rule allows a connection to `address`, to which the host of `destination` resolved. */
export function allowsAddress(rule: AllowRule, address: Address, destination: Destination): boolean {
  if (rule.kind !== 'network') return allowsName(rule, destination)
  return allowsPort(rule, destination) && contains(rule.network, rule.prefix, address)
}

/** Whether a rule may allow a connection to a name, depending on the addresses that it resolves to. */
export function mayAllowName(rule: AllowRule, destination: Destination): boolean {
  return rule.kind === 'network' ? allowsPort(rule, destination) : allowsName(rule, destination)
}

function allowsName(rule: Exclude<AllowRule, { kind: 'network' }>, destination: Destination): boolean {
  const { host } = destination
  const isNamed = rule.kind === 'host' ? host === rule.name : host.endsWith(rule.suffix)
  return isNamed && allowsPort(rule, destination)
}

function allowsPort(rule: AllowRule, { port }: Destination): boolean {
  return rule.port === undefined || rule.port === port
}

function contains(network: Address, prefix: number, address: Address): boolean {
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, prefix)
  return address instanceof ipaddr.IPv6 && address.match(network, prefix)
}

/** Returns a rule as `LEMNIS_CALLBACK_ALLOW` has it. */
export function showAllowRule(rule: AllowRule): string {
  const port = rule.port === undefined ? '' : `:${rule.port}`
  if (rule.kind === 'host') return rule.name + port
  if (rule.kind === 'domain') return `*${rule.suffix}${port}`
  const { network, prefix } = rule
  const isRange = prefix < (network instanceof ipaddr.IPv4 ? 32 : 128)
  if (isRange) return `${network.toString()}/${prefix}`
  return network instanceof ipaddr.IPv6 && port !== ''
    ? `[${network.toString()}]${port}`
    : network.toString() + port
}
