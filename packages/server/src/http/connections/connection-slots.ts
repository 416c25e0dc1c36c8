import { BlockList, isIPv6 } from 'node:net'

export interface Network {
  readonly address: string
  readonly prefix: number
}

export interface ConnectionSlotsOptions {
  /** Connections held at once, beside the reserve. */
  readonly limit: number
  /** Never held to the share of one address. */
  readonly proxies: readonly Network[]
}

/** Near the limit: when so much of it is taken. */
const CROWDED_FROM = 3 / 4
/** Of the limit, what one address may hold while it is crowded. */
const SOURCE_SHARE = 1 / 4
/** Of the limit, what there is above it for requests of the operator. */
const RESERVE = 1 / 4
const RESERVE_BOUNDS = { least: 8, most: 512 } as const

export interface NewConnection<C> {
  readonly connection: C
  /** As the socket tells it. */
  readonly address: string
  /** Closes the connection of `source`, or of anyone, that has idled longest; false when none does. */
  readonly closeIdle: (source?: string) => boolean
}

export interface ConnectionSlot<C> {
  readonly kind: 'ordinary' | 'reserve'
  /** Has to be closed: its place in the reserve was given away. */
  readonly displaced?: C | undefined
}

/**
 * Who may be connected. Below the limit anybody. Near it, one address holds no more than its share, so that nobody
 * takes all. Connections that idle give way to new ones. Whoever finds no place stands in a reserve above the limit, where
 * only the operator is answered; when that is full too, whoever holds most of it loses the oldest.
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

  /** Every connection that has a place, in no order. */
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

/** Whom connections from `address` are counted to. Whoever has an IPv6 address has the 2^64 of its network. */
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

/** A socket that listens on both families tells of IPv4 clients as `::ffff:10.0.0.1`. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
