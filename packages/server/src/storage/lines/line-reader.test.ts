import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineReader } from './line-reader.ts'

async function* inChunks(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

async function readAll(bytes: Uint8Array, { from = 0, chunk = 7, page = 2 } = {}) {
  await using reader = new LineReader(inChunks(bytes.subarray(from), chunk), from, () => undefined)
  const lines = []
  while (!reader.ended) lines.push(...(await reader.next(page)))
  return lines
}

test('lines are the same however the bytes come, and from wherever one begins', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', '你', '😀', ',', '"'), maxLength: 20 })
  const text = fc.tuple(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean())
  const sizes = fc.record({ chunk: fc.integer({ min: 1, max: 9 }), page: fc.integer({ min: 1, max: 4 }) })
  await fc.assert(
    fc.asyncProperty(text, sizes, async ([written, separator, ends], size) => {
      const bytes = Buffer.from(written.join(separator) + (ends ? separator : ''))
      const lines = await readAll(bytes, size)
      const expected = bytes.toString().split('\n')
      if (expected.at(-1) === '') expected.pop()
      expect(lines.map(({ text: read }) => read)).toEqual(expected.map((one) => one.trim()))
      for (const [at, { nextByte }] of lines.entries())
        expect(await readAll(bytes, { ...size, from: nextByte })).toEqual(lines.slice(at + 1))
    }),
  )
})

test('a line without an end is refused before it fills the memory', async () => {
  let read = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      await Promise.resolve()
      read += 1_000
      yield new Uint8Array(1_000).fill(65)
    }
  }
  await using reader = new LineReader(endless(), 0, () => undefined)
  await expect(reader.next(1)).rejects.toThrow()
  expect(read).toBeLessThan(20_000)
})
