import { expect, test } from 'vitest'
import { EngineCache } from './load-engines.ts'
import { DENOISE_SETTINGS } from './settings.ts'
import { SpeechDenoiser, type DenoiserOptions } from './speech-denoiser.ts'
import { mixAt, siSdr, speechLike, whiteNoise } from './speech-like.ts'
import { denoiseWhole } from './testing/denoise-whole.ts'

const shelf = new EngineCache()

async function denoise(input: Float32Array, options: DenoiserOptions, chunk = 1_000): Promise<Float32Array> {
  return denoiseWhole(await SpeechDenoiser.create(shelf, options), input, chunk)
}

test.each([
  ['fast', 16_000, 15],
  ['balanced', 16_000, 30],
  ['best', 48_000, 30],
] as const)('clean speech passes unchanged in %s at %d Hz', async (setting, sampleRate, leastDb) => {
  const clean = speechLike({ seconds: 4, sampleRate, topHz: 7_500 })
  const denoised = await denoise(clean, { setting, wet: 1, sampleRate })
  expect(siSdr(clean, denoised)).toBeGreaterThan(leastDb)
})

test.each(DENOISE_SETTINGS)('%s leaves silence silent', async (setting) => {
  const silence = new Float32Array(32_000)
  expect(await denoise(silence, { setting, wet: 1, sampleRate: 16_000 })).toEqual(silence)
  const wide = new Float32Array(48_000)
  expect(await denoise(wide, { setting, wet: 1, sampleRate: 48_000 })).toEqual(wide)
})

test.each(DENOISE_SETTINGS)('%s takes hum away to its end', async (setting) => {
  const hum = Float32Array.from({ length: 8 * 16_000 }, (_, n) =>
    [1, 2, 3, 5].reduce((sum, k) => sum + (0.02 * Math.sin((2 * Math.PI * 60 * k * n) / 16_000)) / k, 0),
  )
  const denoised = await denoise(hum, { setting, wet: 1, sampleRate: 16_000 })
  // Engines need some seconds to know it.
  expect(20 * Math.log10(rms(denoised.subarray(4 * 16_000)) / rms(hum))).toBeLessThan(
    setting === 'fast' ? -25 : -50,
  )
})

test('speech behind a quiet beginning is as clean as speech without one', async () => {
  const clean = speechLike({ seconds: 3, sampleRate: 16_000, topHz: 7_500 })
  const quiet = whiteNoise(13 * 16_000).map((sample) => sample * 0.000_5)
  const recording = Float32Array.from(quiet, (sample, n) => sample + (clean[n - 160_000] ?? 0))
  const denoised = await denoise(recording, { setting: 'balanced', wet: 1, sampleRate: 16_000 })
  expect(siSdr(clean, denoised.subarray(160_000))).toBeGreaterThan(20)
})

test.each(DENOISE_SETTINGS)('%s takes more noise away than it does harm', async (setting) => {
  const clean = speechLike({ seconds: 3, sampleRate: 16_000, topHz: 7_500 })
  const noisy = mixAt(clean, whiteNoise(clean.length), 10)
  const denoised = await denoise(noisy, { setting, wet: 1, sampleRate: 16_000 })
  expect(siSdr(clean, denoised) - siSdr(clean, noisy)).toBeGreaterThan(2)
})

test.each([
  ['fast', 16_000],
  ['balanced', 16_000],
  ['balanced', 48_000],
] as const)(
  'half dry, half wet at %s, %d Hz lies between the two: both are aligned',
  async (setting, sampleRate) => {
    const clean = speechLike({ seconds: 2, sampleRate, topHz: 7_000 })
    const dry = await denoise(clean, { setting, wet: 0, sampleRate })
    const half = await denoise(clean, { setting, wet: 0.5, sampleRate })
    expect(dry).toEqual(clean)
    expect(siSdr(clean, half)).toBeGreaterThan(15)
  },
)

test('a quiet recording stays quiet, and gets as clean', async () => {
  const clean = speechLike({ seconds: 3, sampleRate: 16_000, topHz: 7_500 })
  const noisy = mixAt(clean, whiteNoise(clean.length), 10)
  const options = { setting: 'fast', wet: 1, sampleRate: 16_000 } as const
  const loud = await denoise(noisy, options)
  const quiet = await denoise(
    noisy.map((sample) => sample / 30),
    options,
  )
  expect(siSdr(loud, quiet)).toBeGreaterThan(15)
  expect(rms(quiet) / rms(loud)).toBeCloseTo(1 / 30, 3)
})

test('the size of the chunks changes nothing', async () => {
  const noisy = mixAt(speechLike({ seconds: 1, sampleRate: 16_000, topHz: 7_500 }), whiteNoise(16_000), 10)
  const options = { setting: 'balanced', wet: 1, sampleRate: 16_000 } as const
  expect(await denoise(noisy, options, 37)).toEqual(await denoise(noisy, options, 16_000))
})

test('at 48 kHz the band above 8 kHz is kept, with less noise', async () => {
  const clean = speechLike({ seconds: 3, sampleRate: 48_000, topHz: 14_000 })
  const noisy = mixAt(clean, whiteNoise(clean.length), 10)
  const denoised = await denoise(noisy, { setting: 'balanced', wet: 1, sampleRate: 48_000 })
  const [top, noisyTop, denoisedTop] = [clean, noisy, denoised].map(above8kHz)
  if (!top || !noisyTop || !denoisedTop) throw new Error('three signals went in')
  expect(siSdr(top, denoisedTop) - siSdr(top, noisyTop)).toBeGreaterThan(3)
  expect(20 * Math.log10(rms(denoisedTop) / rms(top))).toBeGreaterThan(-6)
})

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

/** 8 to 16 kHz of a 48 kHz signal: a low-pass of 4 kHz, moved up by 12 kHz. */
function above8kHz(samples: Float32Array): Float32Array {
  const middle = 64
  const taps = Float64Array.from({ length: 2 * middle + 1 }, (_, n) => {
    const from = n - middle
    const low = from === 0 ? 1 / 6 : Math.sin((Math.PI * from) / 6) / (Math.PI * from)
    return 2 * low * Math.cos((Math.PI * from) / 2) * (0.5 + 0.5 * Math.cos((Math.PI * from) / (middle + 1)))
  })
  return samples.map((_, n) => taps.reduce((sum, tap, k) => sum + tap * (samples[n - k] ?? 0), 0))
}
