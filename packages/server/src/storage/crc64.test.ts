import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combineCrc64, Crc64 } from './crc64.ts'

function crc64(...pieces: readonly Uint8Array[]): string {
  const crc = new Crc64()
  for (const piece of pieces) crc.update(piece)
  return crc.digest()
}

test('the published check values come out', () => {
  expect(crc64(Buffer.from('123456789'))).toBe('11051210869376104954')
  expect(crc64()).toBe('0')
})

/** Bit by bit, as the definition has it. */
function defined(bytes: Uint8Array): string {
  let crc = 0xffffffffffffffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1)
      crc = (crc & 1n) === 0n ? crc >> 1n : (crc >> 1n) ^ 0xc96c5795d7870f42n
  }
  return (crc ^ 0xffffffffffffffffn).toString()
}

test('it is the value of the definition, below and above every size at which the way to it changes', () => {
  const bytes = randomBytes(140_000)
  for (const length of [1, 7, 8, 4_096, 16_383, 16_384, 16_385, 33_000, 65_536, 65_544, 139_999]) {
    const some = bytes.subarray(1, 1 + length)
    expect(crc64(some)).toBe(defined(some))
  }
  expect(crc64(bytes.subarray(0, 20_000), bytes.subarray(20_000))).toBe(defined(bytes))
})

test('where the bytes are cut and where they lie in memory makes no difference', () => {
  const bytes = randomBytes(4_099)
  const whole = crc64(bytes)
  for (const cut of [1, 2, 3, 7, 8, 9, 4_097]) {
    expect(crc64(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(whole)
  }
})

test('the CRC of two pieces joined follows from their CRCs and the length of the second', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (first, second) => {
      expect(combineCrc64(crc64(first), crc64(second), second.length)).toBe(crc64(first, second))
    }),
  )
})
