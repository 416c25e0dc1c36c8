import { seeded, whiteNoise } from '../../../packages/server/src/media/denoise/speech-like.ts'
import type { Voice } from './voices.ts'

export interface NoiseOptions {
  readonly length: number
  /** Hz */
  readonly rate: number
  readonly seed: number
  /** Who talks in the background. */
  readonly others: readonly Voice[]
}

/** Noises that speech is mixed with, of any level. */
export const NOISES = { white, pink, traffic, hum, babble, keyboard, music } as const
export type NoiseName = keyof typeof NOISES

function white({ length, seed }: Pick<NoiseOptions, 'length' | 'seed'>): Float32Array {
  return whiteNoise(length, seed)
}

/** Six low-passes of white noise (Kellet's filter), 3 dB less for each octave. */
function pink(options: NoiseOptions): Float32Array {
  const [poles, gains] = [
    [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616],
    [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898],
  ]
  const state = new Float64Array(6)
  return white(options).map((sample) => {
    let sum = 0.5362 * sample
    for (let n = 0; n < 6; n++) {
      const next = (poles[n] ?? 0) * (state[n] ?? 0) + (gains[n] ?? 0) * sample
      state[n] = next
      sum += next
    }
    return sum
  })
}

/** Low noise that comes and goes every few seconds, as cars do. */
function traffic(options: NoiseOptions): Float32Array {
  let low = 0
  return white(options).map((sample, n) => {
    low = 0.97 * low + 0.2 * sample
    return (low + 0.05 * sample) * (0.6 + 0.4 * Math.sin((2 * Math.PI * n) / (3.7 * options.rate)))
  })
}

/** 60 Hz and its harmonics. */
export function hum({ length, rate }: Pick<NoiseOptions, 'length' | 'rate'>): Float32Array {
  return Float32Array.from({ length }, (_, n) =>
    [1, 2, 3, 5, 7].reduce((sum, k) => sum + Math.sin((2 * Math.PI * 60 * k * n) / rate + k) / k, 0),
  )
}

function babble({ length, rate, others, seed }: NoiseOptions): Float32Array {
  const sum = new Float32Array(length)
  for (const [number, voice] of others.entries()) {
    const speech = voice.speak({ seconds: length / rate, rate, take: seed + number })
    for (let n = 0; n < length; n++) sum[n] = (sum[n] ?? 0) + (speech[n] ?? 0)
  }
  return sum
}

/** Clicks of some milliseconds, five a second at uneven distances. */
function keyboard({ length, rate, seed }: NoiseOptions): Float32Array {
  const random = seeded(seed)
  const sound = new Float32Array(length)
  for (let at = 0; at < length; at += Math.round((0.08 + 0.24 * random()) * rate)) {
    const decayS = 0.002 + 0.006 * random()
    const pitch = 1_500 + 3_000 * random()
    for (let n = 0; n < 0.05 * rate && at + n < length; n++) {
      const click = (random() - 0.5) * 2 + Math.sin((2 * Math.PI * pitch * n) / rate)
      sound[at + n] = (sound[at + n] ?? 0) + click * Math.exp(-n / (decayS * rate))
    }
  }
  return sound
}

/** Chords of plucked strings, two a second. */
function music({ length, rate, seed }: NoiseOptions): Float32Array {
  const random = seeded(seed)
  const sound = new Float32Array(length)
  const chords = [
    [220, 277.2, 329.6],
    [196, 246.9, 293.7],
    [174.6, 220, 261.6],
    [164.8, 207.7, 246.9],
  ]
  for (let at = 0; at < length; at += Math.round(0.5 * rate)) {
    const chord = chords[Math.floor(random() * chords.length)] ?? []
    for (const pitch of chord)
      for (let n = 0; n < 1.5 * rate && at + n < length; n++) {
        const phase = (2 * Math.PI * pitch * n) / rate
        const string = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase)
        sound[at + n] = (sound[at + n] ?? 0) + string * Math.exp((-3 * n) / rate)
      }
  }
  return sound
}
