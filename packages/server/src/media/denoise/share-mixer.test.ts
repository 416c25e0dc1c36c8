import { expect, test } from 'vitest'
import { REACH_BLOCKS, type Neighbours } from './neighbours.ts'
import { ShareMixer, type Shares } from './share-mixer.ts'

const LENGTH = 8

/** Mixes blocks whose lines are constant, and whose sums are their numbers. */
function mix(
  count: number,
  decide: (around: Neighbours<number>) => Shares,
): { readonly x: number; readonly y: Float32Array; readonly clean: Float32Array }[] {
  const mixer = new ShareMixer<number>(LENGTH, decide)
  const line = (value: number): Float32Array => new Float32Array(LENGTH).fill(value)
  const seen: { x: number; y: Float32Array; clean: Float32Array }[] = []
  const take = (blocks: ReturnType<typeof mixer.end>): void => {
    for (const { x, y, clean } of blocks)
      seen.push({ x: x[0] ?? NaN, y: Float32Array.from(y), clean: Float32Array.from(clean) })
  }
  for (let n = 0; n < count; n++) take(mixer.push({ x: line(n), lines: [line(1), line(10)], sums: n }))
  take(mixer.end())
  return seen
}

test.each([0, 1, 5, 39, 40, 41, 300])('of %d blocks each comes out once, in order', (count) => {
  const seen = mix(count, () => ({ lines: [1, 0], clean: 0 }))
  expect(seen.map(({ x }) => x)).toEqual(Array.from({ length: count }, (_, n) => n))
})

test('lines are added by their shares', () => {
  const [block] = mix(50, () => ({ lines: [0.25, 0.5], clean: 0.75 }))
  expect(block?.y).toEqual(new Float32Array(LENGTH).fill(5.25))
  expect(block?.clean).toEqual(new Float32Array(LENGTH).fill(0.75))
})

test('a decision sees three seconds each way, and less at the ends', () => {
  const seen = new Map<number, readonly number[]>()
  mix(100, ({ blocks, at }) => {
    const number = blocks[at] ?? NaN
    expect(seen.has(number)).toBe(false)
    seen.set(number, [blocks[0] ?? NaN, blocks.at(-1) ?? NaN])
    return { lines: [1, 0], clean: 0 }
  })
  expect(seen.get(50)).toEqual([50 - REACH_BLOCKS, 50 + REACH_BLOCKS])
  expect(seen.get(0)).toEqual([0, REACH_BLOCKS])
  expect(seen.get(99)).toEqual([99 - REACH_BLOCKS, 99])
})

test('shares move slowly, and evenly in a block', () => {
  const seen = mix(60, ({ blocks, at }) => ({ lines: [(blocks[at] ?? 0) < 30 ? 1 : 0, 0], clean: 0 }))
  const samples = seen.flatMap(({ y }) => [...y])
  const steps = samples.slice(1).map((sample, n) => (samples[n] ?? 0) - sample)
  expect(samples[28 * LENGTH]).toBe(1)
  expect(samples[32 * LENGTH]).toBe(0)
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...steps)).toBeLessThan(0.6 / LENGTH)
})
