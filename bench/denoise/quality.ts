import { decibels } from '../../packages/server/src/media/denoise/neighbours.ts'
import { energy, siSdr } from '../../packages/server/src/media/denoise/speech-like.ts'
import type { Clip } from './clips.ts'
import { estoi } from './estoi.ts'

/** Longest lag that is looked for, seconds: more than any engine has. */
const MOST_LAG_S = 0.064
/** Frames of speech that are looked at for losses: 20 ms, and those within so many dB of the loudest. */
const FRAME_S = 0.02
const SPEECH_DB = 30
/** A frame that is so much softer than it should be is lost, dB. */
const LOST_DB = 12

/** What was measured of one clip. */
export type Measures =
  /** SI-SDR gain in dB, ESTOI from 0 to 1, and the share of speech that is lost. */
  | { readonly kind: 'noisy'; readonly gain: number; readonly estoi: number; readonly lost: number }
  /** How far what was changed is below the speech, dB. */
  | { readonly kind: 'clean'; readonly kept: number }
  /** How much softer the noise is, dB. */
  | { readonly kind: 'noise'; readonly lowered: number }

export function measure(clip: Clip, processed: Float32Array): Measures {
  const output = align(processed, clip)
  const { fromS = 0, toS = Infinity } = clip.part ?? {}
  const cut = (samples: Float32Array): Float32Array =>
    samples.subarray(Math.round(fromS * clip.rate), Math.round(Math.min(toS, 1e6) * clip.rate))
  const [clean, noisy, denoised] = [cut(clip.clean), cut(clip.noisy), cut(output)]
  switch (clip.kind) {
    case 'clean':
      return { kind: 'clean', kept: decibels(energy(clean), differenceOf(clean, denoised)) }
    case 'noise':
      return { kind: 'noise', lowered: decibels(energy(noisy), energy(denoised)) }
    case 'noisy':
      return {
        kind: 'noisy',
        gain: siSdr(clean, denoised) - siSdr(clean, noisy),
        estoi: estoi(clean, denoised, clip.rate),
        lost: lostShare(clean, denoised, clip.rate),
      }
  }
}

/** The output moved to where it is most like the input, and as long. */
function align(output: Float32Array, { noisy: input, rate }: Clip): Float32Array {
  let best = { lag: 0, likeness: -Infinity }
  for (let lag = 0; lag < MOST_LAG_S * rate; lag++) {
    let likeness = 0
    // Every seventh sample tells as much.
    for (let n = 0; n < input.length; n += 7) likeness += (input[n] ?? 0) * (output[n + lag] ?? 0)
    if (likeness > best.likeness) best = { lag, likeness }
  }
  const aligned = new Float32Array(input.length)
  aligned.set(output.subarray(best.lag, best.lag + input.length))
  return aligned
}

function lostShare(clean: Float32Array, denoised: Float32Array, rate: number): number {
  const length = Math.round(FRAME_S * rate)
  const frames = Array.from({ length: Math.floor(clean.length / length) }, (_, n) => {
    const frame = (samples: Float32Array): number => energy(samples.subarray(n * length, (n + 1) * length))
    return { before: frame(clean), after: frame(denoised) }
  })
  const loudest = Math.max(...frames.map(({ before }) => before))
  const speech = frames.filter(({ before }) => decibels(loudest, before) < SPEECH_DB)
  return speech.filter(({ before, after }) => decibels(before, after) > LOST_DB).length / speech.length
}

function differenceOf(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, sample, n) => sum + (sample - (other[n] ?? 0)) ** 2, 0)
}
