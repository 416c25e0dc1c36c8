import { expect, test } from 'vitest'
import { NoiseFloor } from './noise-floor.ts'

function floorOf(...parts: readonly { readonly seconds: number; readonly level: number }[]): number {
  const floor = new NoiseFloor(8_000)
  for (const { seconds, level } of parts) {
    // A square wave, whose RMS is its level.
    const samples = Float32Array.from({ length: 8_000 * seconds }, (_, n) => (n % 2 === 0 ? level : -level))
    for (let from = 0; from < samples.length; from += 333) floor.push(samples.subarray(from, from + 333))
  }
  return floor.finish()
}

test('it is the level of the pauses, where they are a tenth of the sound', () => {
  expect(floorOf({ seconds: 8, level: 0.1 }, { seconds: 2, level: 0.001 })).toBeCloseTo(-60, 1)
  expect(floorOf({ seconds: 95, level: 0.1 }, { seconds: 5, level: 0.001 })).toBeCloseTo(-20, 1)
})

test('silence has the lowest one that samples of 16 bits have, and so has nothing', () => {
  expect(floorOf({ seconds: 1, level: 0 })).toBe(-96)
  expect(floorOf()).toBe(-96)
})
