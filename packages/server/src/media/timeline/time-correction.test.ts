import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimeCorrection, type ContainerTimes, type StreamFacts } from './time-correction.ts'

const FRAME = 3_600n
const VIDEO: StreamFacts = {
  timeBase: { num: 1, den: 90_000 },
  wrapBits: 33,
  isSteady: true,
  packetUs: 40_000,
  delayUs: 0,
}
const AUDIO: StreamFacts = { ...VIDEO, packetUs: 21_333 }
const SUBTITLE: StreamFacts = { ...VIDEO, isSteady: false, packetUs: 0 }
const TS: ContainerTimes = { originUs: 10_000_000, mayRestart: true }

/** Returns the corrected times of packets of 40 ms, seconds. */
function timeline(times: readonly number[], container = TS, stream = VIDEO): number[] {
  const correction = new TimeCorrection(container)
  return times.map((time) => correctOne(correction, time, stream))
}

function correctOne(correction: TimeCorrection, seconds: number, stream: StreamFacts): number {
  const time = BigInt(Math.round(seconds * 90_000))
  const { dts } = correction.correct({ pts: time, dts: time, durationUs: 40_000 }, stream)
  return Number(dts ?? -1n) / 90_000
}

test('times count from the beginning of the file', () => {
  expect(timeline([10, 10.04, 10.08])).toEqual([0, 0.04, 0.08])
})

test('a recording that was joined to another goes on where that one ended, whichever way its clock jumped', () => {
  expect(timeline([10, 10.04, 3_000, 3_000.04])).toEqual([0, 0.04, 0.08, 0.12])
  expect(timeline([10, 10.04, 2, 2.04])).toEqual([0, 0.04, 0.08, 0.12])
})

test('a gap of some seconds remains one', () => {
  expect(timeline([10, 10.04, 17, 17.04])).toEqual([0, 0.04, 7, 7.04])
})

test('a format that does not restart its clock keeps gaps of hours', () => {
  const steady = { originUs: 0, mayRestart: false }
  expect(timeline([0, 0.04, 7_200], steady)).toEqual([0, 0.04, 7_200])
})

test('a time that no recording reaches is no time', () => {
  const correction = new TimeCorrection({ originUs: 0, mayRestart: false })
  const stream = { ...VIDEO, wrapBits: 64 }
  const far = BigInt(31 * 3_600 * 90_000)
  expect(correctOne(correction, 0, stream)).toBe(0)
  expect(correction.correct({ pts: far, dts: far, durationUs: 0 }, stream)).toEqual({})
  expect(correctOne(correction, 0.04, stream)).toBe(0.04)
})

test('a jump of one stream moves the others, and sparse ones are never taken for jumps', () => {
  const correction = new TimeCorrection(TS)
  const seen = [
    correctOne(correction, 10, VIDEO),
    correctOne(correction, 10, AUDIO),
    correctOne(correction, 3_000, VIDEO),
    correctOne(correction, 3_000, AUDIO),
    correctOne(correction, 3_000.5, SUBTITLE),
    correctOne(correction, 3_000.04, VIDEO),
  ]
  expect(seen.map((time) => Number(time.toFixed(2)))).toEqual([0, 0, 0.04, 0.04, 0.54, 0.08])
  expect(correction.jumps).toBe(1)
})

test('what still comes from before a jump of another stream goes on where it was', () => {
  const correction = new TimeCorrection(TS)
  const seen = [
    correctOne(correction, 10, VIDEO),
    correctOne(correction, 10, AUDIO),
    correctOne(correction, 10.04, AUDIO),
    correctOne(correction, 8, AUDIO),
    correctOne(correction, 10.04, VIDEO),
    correctOne(correction, 8.04, AUDIO),
    correctOne(correction, 8.02, VIDEO),
  ]
  expect(seen.map((time) => Number(time.toFixed(2)))).toEqual([0, 0, 0.04, 0.08, 0.04, 0.12, 0.1])
  expect(correction.jumps).toBe(1)
})

test('a time to show a frame at that belongs behind a jump is left out', () => {
  const correction = new TimeCorrection(TS)
  const at = (seconds: number): bigint => BigInt(Math.round(seconds * 90_000))
  correctOne(correction, 10, VIDEO)
  const before = correction.correct({ pts: at(110), dts: at(10.04), durationUs: 40_000 }, VIDEO)
  expect(before).toEqual({ pts: undefined, dts: at(0.04) })
  const behind = correction.correct({ pts: at(110.04), dts: at(110), durationUs: 40_000 }, VIDEO)
  expect(behind).toEqual({ pts: at(0.12), dts: at(0.08) })
})

test('a counter of 33 bits that overflowed before the first packet is read on', () => {
  const period = 2 ** 33 / 90_000
  const container = { originUs: 100_000, mayRestart: true }
  expect(timeline([period - 0.02, 0.1, 0.14], container).map((time) => Number(time.toFixed(2)))).toEqual([
    -0.12, 0, 0.04,
  ])
})

test('what rises with gaps of less than ten seconds only has its beginning taken off', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 9 * 90_000 }), { maxLength: 50 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 0, max: 2 ** 30 }), (steps, begin) => {
      const correction = new TimeCorrection({ originUs: (begin / 90_000) * 1e6, mayRestart: true })
      let time = BigInt(begin)
      for (const step of [0, ...steps]) {
        time += BigInt(step)
        const { pts } = correction.correct({ pts: time + FRAME, dts: time, durationUs: 40_000 }, VIDEO)
        expect(Math.abs(Number((pts ?? 0n) - time - FRAME + BigInt(begin)))).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('joined recordings are as long as their parts together', () => {
  const parts = fc.array(
    fc.record({ startS: fc.integer({ min: 0, max: 90_000 }), packets: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(parts, (recordings) => {
      const isFar = recordings.every(({ startS }, n) => {
        const before = recordings[n - 1]
        return !before || Math.abs(startS - before.startS) > 15
      })
      fc.pre(isFar)
      const correction = new TimeCorrection({
        originUs: (recordings[0]?.startS ?? 0) * 1e6,
        mayRestart: true,
      })
      const all = recordings.flatMap(({ startS, packets }) =>
        Array.from({ length: packets }, (_, n) => startS + n * 0.04),
      )
      const seen = all.map((time) => correctOne(correction, time, VIDEO))
      for (const [n, time] of seen.entries()) expect(time).toBeCloseTo(n * 0.04, 3)
    }),
  )
})
