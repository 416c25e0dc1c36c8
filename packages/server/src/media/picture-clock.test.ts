import { expect, test } from 'vitest'
import { PictureClock } from './picture-clock.ts'

function place(times: readonly number[], duration = 1): (bigint | undefined)[] {
  const clock = new PictureClock()
  return times.map((time) => clock.place(time, duration))
}

test('pictures that lie in the middle of two ticks are all kept', () => {
  expect(place([0.49, 1.5, 2.49, 3.5, 4.52])).toEqual([0n, 2n, 3n, 4n, 5n])
})

test('a pause stays one', () => {
  expect(place([0, 1, 30.2, 31.2])).toEqual([0n, 1n, 30n, 31n])
})

test('a picture at the time of another one gets the next tick, and later ones are left out', () => {
  expect(place([3, 3, 3, 3])).toEqual([3n, 4n, undefined, undefined])
})

test('a rate above that of the clock loses what is too many', () => {
  const placed = place(
    Array.from({ length: 100 }, (_, n) => n / 2),
    0.5,
  ).filter((tick) => tick !== undefined)
  expect(placed.length).toBeLessThanOrEqual(54)
  expect(placed).toEqual(placed.toSorted((a, b) => Number(a - b)))
})
