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
