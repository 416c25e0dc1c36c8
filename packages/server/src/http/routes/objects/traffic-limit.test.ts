import { expect, test } from 'vitest'
import { systemClock } from '../../../base/clock.ts'
import { Pace } from '../../../storage/pace.ts'
import { paced } from './traffic-limit.ts'

test('the last bytes of a transfer come after its whole duration', async () => {
  const chunks = [Buffer.alloc(10_000), Buffer.alloc(10_000)]
  const pace = new Pace({ clock: systemClock, bytesPerSecond: 100_000 })
  const began = performance.now()
  const came: number[] = []
  const { signal } = new AbortController()
  for await (const chunk of paced(ReadableStream.from(chunks), pace, signal)) {
    came.push(chunk.byteLength)
    expect(performance.now() - began).toBeGreaterThan(came.length * 90)
  }
  expect(came).toEqual([10_000, 10_000])
})
