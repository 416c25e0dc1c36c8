import { expect, test } from 'vitest'
import { ConnectionSlots, sourceOf, type ConnectionSlotsOptions } from './connection-slots.ts'

const LIMIT = 16
/** Three quarters of the limit, its share for one address, and the reserve above it. */
const CROWDED = 12
const SHARE = 4
const RESERVE = 8

/** Connections are named by number; those of `idle` can be closed, and then leave. */
function open(options: Partial<ConnectionSlotsOptions> = {}) {
  const slots = new ConnectionSlots<number>({ limit: LIMIT, proxies: [], ...options })
  const idle = new Map<number, string>()
  let last = 0
  const arrive = (
    address: string,
  ): { readonly connection: number; readonly kind: string; readonly displaced?: number | undefined } => {
    const connection = ++last
    const closeIdle = (source?: string): boolean => {
      const found = [...idle].find(([, of]) => source === undefined || of === source)
      if (!found) return false
      idle.delete(found[0])
      slots.release(found[0])
      return true
    }
    return { connection, ...slots.acquire({ connection, address, closeIdle }) }
  }
  const kinds = (address: string, count: number): string[] =>
    Array.from({ length: count }, () => arrive(address).kind)
  return { slots, arrive, kinds, idle }
}

const count = (kinds: readonly string[]): number => kinds.filter((kind) => kind === 'ordinary').length

test('one address may use all slots except those near the limit', () => {
  const { kinds } = open()
  expect(count(kinds('10.0.0.1', 30))).toBe(CROWDED)
  expect(count(kinds('10.0.0.2', 30))).toBe(LIMIT - CROWDED)
})

test('near the limit no address gets more than its share', () => {
  const { kinds } = open({ limit: 40 })
  expect(count(kinds('10.0.0.1', 22))).toBe(22)
  for (const address of ['10.0.0.2', '10.0.0.3']) expect(count(kinds(address, 4))).toBe(4)
  expect(count(kinds('10.0.0.1', 4))).toBe(0)
  expect(count(kinds('10.0.0.4', 30))).toBe(10)
})

test('a closed connection frees a slot, also within the share of its address', () => {
  const { slots, arrive, kinds } = open()
  const first = arrive('10.0.0.1')
  kinds('10.0.0.1', CROWDED)
  kinds('10.0.0.2', SHARE)
  expect(arrive('10.0.0.3').kind).toBe('reserve')
  slots.release(first.connection)
  expect(arrive('10.0.0.3').kind).toBe('ordinary')
})

test('a proxy has no share limit', () => {
  const proxies = [
    { address: '10.0.0.0', prefix: 24 },
    { address: 'fd00::1', prefix: 128 },
  ]
  for (const address of ['10.0.0.7', '::ffff:10.0.0.7', 'fd00::1']) {
    expect(count(open({ proxies }).kinds(address, 30))).toBe(LIMIT)
  }
  expect(count(open({ proxies }).kinds('10.0.1.7', 30))).toBe(CROWDED)
})

test('idle connections are closed: for their own address within the share, for any at the limit', () => {
  const { arrive, kinds, idle } = open()
  const own = arrive('10.0.0.1')
  kinds('10.0.0.1', CROWDED - 1)
  idle.set(own.connection, '10.0.0.1')
  expect(kinds('10.0.0.1', 2)).toEqual(['ordinary', 'reserve'])
  const [others] = [arrive('10.0.0.2'), kinds('10.0.0.3', 3)]
  idle.set(others.connection, '10.0.0.2')
  // It is not the business of an address that has its share.
  expect(arrive('10.0.0.1').kind).toBe('reserve')
  expect(kinds('10.0.0.4', 2)).toEqual(['ordinary', 'reserve'])
})

test('a full reserve drops the oldest connection of the address that holds most of it', () => {
  const { slots, arrive, kinds } = open()
  kinds('10.0.0.1', CROWDED)
  kinds('10.0.0.2', SHARE)
  const probe = arrive('10.0.0.9')
  const flood = Array.from({ length: 40 }, () => arrive('10.0.0.1'))
  const displaced = flood.flatMap((slot) => slot.displaced ?? [])
  expect(displaced).toEqual(flood.slice(0, 40 - (RESERVE - 1)).map(({ connection }) => connection))
  expect(displaced).not.toContain(probe.connection)
  expect(slots.size).toBe(LIMIT + RESERVE)
})

test('an IPv6 /64 is one source, and a mapped IPv4 address counts as IPv4', () => {
  expect(sourceOf('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(sourceOf('2001:db8:1:2:3:4:5:6')).toBe(sourceOf('2001:db8:1:2::9'))
  expect(sourceOf('2001:db8::9')).toBe('2001:db8:0:0')
  expect(sourceOf('2001:db8:1:2::9')).not.toBe(sourceOf('2001:db8:1:3::9'))
  expect(sourceOf('fe80::1%eth0')).toBe('fe80:0:0:0')
})
