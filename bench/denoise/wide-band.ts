import type { EngineCache } from '../../packages/server/src/media/denoise/load-engines.ts'
import type { DenoiseSetting } from '../../packages/server/src/media/denoise/settings.ts'
import { mixAt, siSdr, speechLike, whiteNoise } from '../../packages/server/src/media/denoise/speech-like.ts'
import { runDenoiser } from './contenders.ts'

const RATE = 48_000
const TAPS = 255

export interface WideBandScore {
  /** SI-SDR of 8 to 16 kHz before and after, dB. */
  readonly before: number
  readonly after: number
  /** Level of that band against the clean signal's, dB. */
  readonly level: number
}

/** What is left of the band from 8 to 16 kHz of a made voice under white noise of −10 dB. */
export async function scoreWideBand(shelf: EngineCache, setting: DenoiseSetting): Promise<WideBandScore> {
  const clean = speechLike({ seconds: 6, sampleRate: RATE, topHz: 14_000 })
  const noisy = mixAt(clean, whiteNoise(clean.length), 10)
  const denoised = await runDenoiser(shelf, noisy, { setting, wet: 1, sampleRate: RATE })
  const reference = topBand(clean)
  const result = topBand(denoised)
  return {
    before: siSdr(reference, topBand(noisy)),
    after: siSdr(reference, result),
    level: 10 * Math.log10(energy(result) / energy(reference)),
  }
}

function topBand(samples: Float32Array): Float32Array {
  const middle = (TAPS - 1) / 2
  const lowPass = (hz: number, from: number): number =>
    from === 0 ? (2 * hz) / RATE : Math.sin((2 * Math.PI * hz * from) / RATE) / (Math.PI * from)
  const taps = Float64Array.from({ length: TAPS }, (_, n) => {
    const from = n - middle
    const hamming = 0.54 + 0.46 * Math.cos((Math.PI * from) / middle)
    return (lowPass(16_000, from) - lowPass(8_000, from)) * hamming
  })
  return samples.map((_, n) => {
    let sum = 0
    for (let k = 0; k < TAPS; k++) sum += (taps[k] ?? 0) * (samples[n - k] ?? 0)
    return sum
  })
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0)
}
