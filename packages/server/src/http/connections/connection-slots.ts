import { BlockList, isIPv6 } from 'node:net'

export interface Network {
  readonly address: string
  readonly prefix: number
}

export interface ConnectionSlotsOptions {
  /** Maximum number of connections, without the reserve. */
  readonly limit: number
  /** Not limited to the share of one address. */
  readonly proxies: readonly Network[]
}

/** The share limit applies from this part of the limit on. */
const CROWDED_FROM = 3 / 4
/** The part of the limit that one address may hold then. */
const SOURCE_SHARE = 1 / 4
/** The reserve for the operator's requests, as a part of the limit. */
const RESERVE = 1 / 4
const RESERVE_BOUNDS = { least: 8, most: 512 } as const

export interface NewConnection<C> {
  readonly connection: C
  /** As the socket reports it. */
  readonly address: string
  /** Closes the longest idle connection, of `source` or of any; returns false if there is none. */
  readonly closeIdle: (source?: string) => boolean
}

export interface ConnectionSlot<C> {
  readonly kind: 'ordinary' | 'reserve'
  /** To be closed: its slot in the reserve was reassigned. */
  readonly displaced?: C | undefined
}

/**
 * Decides which connections are accepted. Below the limit, all are. Near the limit, one address may hold no more than
 * its share. Idle connections are closed in favour of new ones. Any further connection gets a slot in a reserve above
 * the limit, where only the operator is answered. When the reserve is full, the address with the most slots in it
 * loses its oldest one.
 */
export class ConnectionSlots<C> {
  readonly #limit: number
  readonly #reserveLimit: number
  readonly #proxies = new BlockList()
  readonly #ordinary = new Map<C, string>()
  readonly #reserve = new Map<C, string>()
  readonly #held = new Map<string, number>()

  constructor({ limit, proxies }: ConnectionSlotsOptions) {
    this.#limit = limit
    this.#reserveLimit = Math.min(
      RESERVE_BOUNDS.most,
      Math.max(RESERVE_BOUNDS.least, Math.floor(limit * RESERVE)),
    )
    for (const { address, prefix } of proxies) {
      this.#proxies.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4')
    }
  }

  /** Every connection with a slot, in no order. */
  *all(): Generator<C, void> {
    yield* this.#ordinary.keys()
    yield* this.#reserve.keys()
  }

  get size(): number {
    return this.#ordinary.size + this.#reserve.size
  }

  acquire({ connection, address, closeIdle }: NewConnection<C>): ConnectionSlot<C> {
    const source = sourceOf(address)
    const isFree = this.#exceedsShare(address, source)
      ? closeIdle(source)
      : this.#ordinary.size < this.#limit || closeIdle()
    if (isFree) {
      this.#ordinary.set(connection, source)
      this.#held.set(source, this.#heldBy(source) + 1)
      return { kind: 'ordinary' }
    }
    const displaced = this.#reserve.size < this.#reserveLimit ? undefined : this.#oldestOfLargestSource()
    if (displaced !== undefined) this.#reserve.delete(displaced)
    this.#reserve.set(connection, source)
    return { kind: 'reserve', displaced }
  }

  release(connection: C): void {
    this.#reserve.delete(connection)
    const source = this.#ordinary.get(connection)
    if (source === undefined) return
    this.#ordinary.delete(connection)
    const left = this.#heldBy(source) - 1
    if (left === 0) this.#held.delete(source)
    else this.#held.set(source, left)
  }

  #exceedsShare(address: string, source: string): boolean {
    if (this.#ordinary.size < this.#limit * CROWDED_FROM || this.#heldBy(source) < this.#limit * SOURCE_SHARE)
      return false
    const bare = withoutMapping(address)
    return !this.#proxies.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4')
  }

  #heldBy(source: string): number {
    return this.#held.get(source) ?? 0
  }

  #oldestOfLargestSource(): C | undefined {
    const counts = new Map<string, number>()
    for (const source of this.#reserve.values()) counts.set(source, (counts.get(source) ?? 0) + 1)
    const most = Math.max(...counts.values())
    for (const [connection, source] of this.#reserve) if (counts.get(source) === most) return connection
    return undefined
  }
}

/** Returns the source that connections from `address` count for. An IPv6 address counts as its /64 network. */
export function sourceOf(address: string): string {
  const bare = withoutMapping(address)
  if (!isIPv6(bare)) return bare
  const [head = '', tail] = bare.split('%')[0]?.split('::') ?? []
  const groups = (text: string | undefined): string[] =>
    text === undefined || text === '' ? [] : text.split(':')
  const [before, after] = [groups(head), groups(tail)]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':')
}

/** A dual-stack socket reports IPv4 clients as `::ffff:10.0.0.1`. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
