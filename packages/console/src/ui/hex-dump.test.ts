import { expect, test } from 'vitest'
import { bytesOfBase64, hexDump } from './hex-dump.ts'

test('bytes stand in rows of sixteen, with what can be printed beside them', () => {
  expect(hexDump(new TextEncoder().encode('<Response>ä</Response>'))).toBe(
    [
      '00000000  3c 52 65 73 70 6f 6e 73  65 3e c3 a4 3c 2f 52 65  <Response>..</Re',
      '00000010  73 70 6f 6e 73 65 3e                              sponse>',
    ].join('\n'),
  )
  expect(hexDump(new Uint8Array())).toBe('')
})

test('a long body is cut', () => {
  expect(hexDump(new Uint8Array(100_000)).split('\n')).toHaveLength(4_096)
})

test('base64 is bytes again', () => {
  expect([...bytesOfBase64('//4A')]).toEqual([0xff, 0xfe, 0])
})
