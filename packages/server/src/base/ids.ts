import { randomBytes, randomFillSync } from 'node:crypto'
import type { Clock } from './clock.ts'

/** 100 ns steps between the start of the Gregorian calendar (what UUID version 1 counts from) and 1970. */
const GREGORIAN_OFFSET = 122_192_928_000_000_000n

/** Makes identifiers; injected so that tests can repeat them. */
export interface Ids {
  /** UUID version 1 as 32 lowercase hex digits without dashes, never twice from one maker. */
  timeUuid(): string
  /** UUID version 4 as 32 lowercase hex digits without dashes. */
  randomUuid(): string
  /** `byteCount` random bytes as lowercase hex. */
  randomHex(byteCount: number): string
}

/** Asking the system for a few bytes costs as much as asking for these. */
const POOL_BYTES = 4096

export function createIds(clock: Clock): Ids {
  const pool = Buffer.alloc(POOL_BYTES)
  let used = POOL_BYTES
  const random = (byteCount: number): Buffer => {
    if (byteCount > POOL_BYTES) return randomBytes(byteCount)
    if (used + byteCount > POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    used += byteCount
    return pool.subarray(used - byteCount, used)
  }
  // RFC 9562 §6.10: a random node id has its multicast bit set, so that it can't collide with a network card's.
  const node = randomBytes(6)
  node.writeUInt8(node.readUInt8(0) | 0x01, 0)
  const nodeHex = node.toString('hex')
  const sequenceHex = ((randomBytes(2).readUInt16BE(0) & 0x3fff) | 0x8000).toString(16)
  let last = 0n
  return {
    timeUuid() {
      const wanted = BigInt(clock.now()) * 10_000n + GREGORIAN_OFFSET
      // More than one id in a millisecond, or a clock set back: take the next free step.
      last = wanted > last ? wanted : last + 1n
      const time = last.toString(16).padStart(15, '0')
      return `${time.slice(7)}${time.slice(3, 7)}1${time.slice(0, 3)}${sequenceHex}${nodeHex}`
    },
    randomUuid() {
      const bytes = random(16)
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
      return bytes.toString('hex')
    },
    randomHex: (byteCount) => random(byteCount).toString('hex'),
  }
}
