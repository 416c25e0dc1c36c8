import { AV_CHANNEL_ORDER_NATIVE } from 'node-av/constants'
import { expect, test } from 'vitest'
import { MonoMix } from './mono-mix.ts'

const RATE = 8_000
const STEREO = 3n
const FIVE_ONE = 0x3fn

/** Two seconds of a tone; of another one by `hz`. */
const tone = (hz: number, level = 0.3): Float32Array =>
  Float32Array.from({ length: 2 * RATE }, (_, n) => level * Math.sin((2 * Math.PI * hz * n) / RATE))
const silence = new Float32Array(2 * RATE)
const reversed = (samples: Float32Array): Float32Array => samples.map((sample) => -sample)

function mixed(mask: bigint, ...channels: readonly Float32Array[]): Float32Array {
  const layout = { nbChannels: channels.length, order: AV_CHANNEL_ORDER_NATIVE, mask }
  const mix = new MonoMix(layout, RATE)
  const chunks: number[] = []
  // In pieces that are no blocks.
  for (let from = 0; from < 2 * RATE; from += 700)
    for (const chunk of mix.push(channels.map((channel) => channel.subarray(from, from + 700))))
      chunks.push(...chunk.mono)
  for (const chunk of mix.flush()) chunks.push(...chunk.mono)
  return Float32Array.from(chunks)
}

const level = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length)

const voice = tone(440)
const other = tone(633)

test.each([
  ['the same in both', STEREO, [voice, voice]],
  ['in the left one alone', STEREO, [voice, silence]],
  ['in the right one alone', STEREO, [silence, voice]],
  ['upside down in the right one', STEREO, [voice, reversed(voice)]],
  ['softer in the right one', STEREO, [voice, voice.map((sample) => sample / 4)]],
  ['in the centre', FIVE_ONE, [silence, silence, voice, silence, silence, silence]],
  ['behind', FIVE_ONE, [silence, silence, silence, silence, voice, silence]],
])('sound that is %s keeps its level', (_, mask, channels) => {
  const mono = mixed(mask, ...channels)
  expect(mono).toHaveLength(2 * RATE)
  expect(level(mono) / level(voice)).toBeCloseTo(1, 2)
})

test('two voices are both heard at their levels', () => {
  const mono = mixed(STEREO, voice, other)
  for (const [n, sample] of mono.entries()) expect(sample).toBeCloseTo((voice[n] ?? 0) + (other[n] ?? 0), 1)
})

test('two that are loud at once are not clipped', () => {
  const mono = mixed(STEREO, tone(440, 0.9), tone(633, 0.9))
  expect(Math.max(...mono)).toBeLessThan(1.01)
  expect(level(mono)).toBeGreaterThan(0.5)
})

test('a channel that turns upside down in the middle is followed', () => {
  const half = (from: number, to: number, samples: Float32Array): Float32Array => samples.subarray(from, to)
  const right = Float32Array.from([...half(0, RATE, voice), ...half(RATE, 2 * RATE, reversed(voice))])
  const mono = mixed(STEREO, voice, right)
  expect(level(mono.subarray(0, RATE)) / level(voice)).toBeCloseTo(1, 1)
  expect(level(mono.subarray(RATE)) / level(voice)).toBeCloseTo(1, 1)
})

test('silence stays exactly that, and so does the channel of low frequencies', () => {
  expect(mixed(STEREO, silence, silence).every((sample) => sample === 0)).toBe(true)
  const low = mixed(FIVE_ONE, silence, silence, silence, voice, silence, silence)
  expect(low.every((sample) => sample === 0)).toBe(true)
})
