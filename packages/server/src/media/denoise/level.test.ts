import { expect, test } from 'vitest'
import { LevelAhead, type LevelledBlock } from './level.ts'
import { whiteNoise } from './speech-like.ts'

const BLOCK = 1_280
const RATE = 16_000

interface Seen {
  readonly item: number
  readonly loud: Float32Array
  readonly soft: Float32Array
}

function levels(samples: Float32Array): Seen[] {
  const level = new LevelAhead<number>(BLOCK)
  const seen: Seen[] = []
  const take = ({ item, loud, soft }: LevelledBlock<number>): void => {
    seen.push({ item, loud: Float32Array.from(loud), soft: Float32Array.from(soft) })
  }
  for (let at = 0; at + BLOCK <= samples.length; at += BLOCK)
    for (const block of level.push(at / BLOCK, samples.subarray(at, at + BLOCK))) take(block)
  for (const block of level.end()) take(block)
  return seen
}

/** Noise of a root mean square. */
function noise(seconds: number, rms: number): Float32Array {
  return whiteNoise(seconds * RATE).map((sample) => sample * rms)
}

test('every block comes out once, in order, also of a short sound', () => {
  for (const seconds of [0.08, 1, 8]) {
    const seen = levels(noise(seconds, 0.1))
    expect(seen.map(({ item }) => item)).toEqual(Array.from({ length: seen.length }, (_, n) => n))
    expect(seen).toHaveLength(Math.floor((seconds * RATE) / BLOCK))
  }
})

test('gains bring a steady sound to −20 and −32 dBFS', () => {
  const [, , block] = levels(noise(4, 0.02))
  expect(block?.loud[0]).toBeCloseTo(5, 0)
  expect(block?.soft[0]).toBeCloseTo(1.25, 1)
})

test('the first word behind ten quiet seconds has its level from itself', () => {
  const quiet = noise(10, 0.000_3)
  const samples = new Float32Array(15 * RATE)
  samples.set(quiet)
  samples.set(noise(5, 0.1), 10 * RATE)
  const word = levels(samples)[Math.floor((10 * RATE) / BLOCK)]
  expect(word?.loud[BLOCK - 1]).toBeCloseTo(1, 1)
})

test('silence has a gain of 1, and nothing more than 100', () => {
  expect(levels(new Float32Array(4 * RATE))[3]?.loud[0]).toBe(1)
  expect(levels(noise(4, 0.000_2))[3]?.loud[0]).toBe(100)
})

test('gains move evenly from block to block', () => {
  const samples = noise(9, 0.05).map((sample, n) => sample * (n < 4.5 * RATE ? 1 : 0.1))
  const gains = levels(samples).flatMap(({ loud }) => [...loud])
  const steps = gains.slice(1).map((gain, n) => Math.abs(gain / (gains[n] ?? 1) - 1))
  expect(Math.max(...steps.slice(0, 100_000))).toBeLessThan(0.001)
})
