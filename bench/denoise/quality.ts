import { siSdr } from '../../packages/server/src/media/denoise/speech-like.ts'
import { CLIP_RATE, type Clip } from './clips.ts'
import type { Contender } from './contenders.ts'
import { estoi } from './estoi.ts'

/** Longest lag that is looked for, samples: more than any engine has. */
const MOST_LAG = 1_024

export interface Score {
  readonly name: string
  /** SI-SDR gain of each clip, dB. */
  readonly gains: readonly number[]
  readonly meanGain: number
  readonly meanEstoi: number
  readonly madeWorse: number
}

export async function score(contender: Contender, clips: readonly Clip[]): Promise<Score> {
  const gains: number[] = []
  let estoiSum = 0
  for (const clip of clips) {
    const output = align(await contender.process(clip.noisy), clip.noisy)
    gains.push(siSdr(clip.clean, output) - siSdr(clip.clean, clip.noisy))
    estoiSum += estoi(clip.clean, output, CLIP_RATE)
  }
  return {
    name: contender.name,
    gains,
    meanGain: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    meanEstoi: estoiSum / clips.length,
    // A hundredth of a dB is rounding, not harm.
    madeWorse: gains.filter((gain) => gain < -0.01).length,
  }
}

/** `output` moved to where it is most like `input`, and as long. */
function align(output: Float32Array, input: Float32Array): Float32Array {
  let best = { lag: 0, likeness: -Infinity }
  for (let lag = 0; lag < MOST_LAG; lag++) {
    let likeness = 0
    for (let n = 0; n < input.length; n++) likeness += (input[n] ?? 0) * (output[n + lag] ?? 0)
    if (likeness > best.likeness) best = { lag, likeness }
  }
  const aligned = new Float32Array(input.length)
  aligned.set(output.subarray(best.lag, best.lag + input.length))
  return aligned
}
