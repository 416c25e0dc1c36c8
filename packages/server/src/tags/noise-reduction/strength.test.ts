import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mixAt, speechLike, whiteNoise } from '../../media/denoise/speech-like.ts'
import type { JsonValue } from '../../base/json.ts'
import { anOperation, aContext, BUCKET, openTagHarness, outputXml, REGION } from '../testing/test-tag.ts'
import type { TagHarness } from '../testing/test-tag.ts'
import { createNoiseReduction } from './tag.ts'
import { wavHeader } from '../../../../../tooling/wav.ts'

const SAMPLE_RATE = 16_000
/** Bytes before the samples in a wav file that FFmpeg writes. */
const HEAD_BYTES = 78

const settings = { setting: 'fast', wet: 1, channels: 'mono', maxDurationS: 60, vendorLimits: false } as const
const clean = speechLike({ seconds: 2, sampleRate: SAMPLE_RATE, topHz: 7_500 })
const noisy = toPcm(mixAt(clean, whiteNoise(clean.length), 10))
const input = Buffer.concat([wavHeader(noisy.length, SAMPLE_RATE), Buffer.from(noisy.buffer)])

let harness: TagHarness

beforeAll(async () => {
  harness = await openTagHarness()
})

afterAll(() => harness[Symbol.asyncDispose]())

function toPcm(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.round(sample * 32_768))
}

/** The samples of the output of a job. */
async function denoised(params: JsonValue, wet = 1): Promise<readonly number[]> {
  const output = { region: REGION, bucket: BUCKET, object: 'out/talk.wav' }
  const outcome = await harness.run(createNoiseReduction({ ...settings, wet }), { params, input, output })
  const path = outcome.kind === 'success' ? outcome.files[0]?.path : undefined
  const bytes = await readFile(path ?? '')
  return Array.from({ length: noisy.length }, (_, n) => bytes.readInt16LE(HEAD_BYTES + n * 2))
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (sample, n) => Math.abs(sample - (b[n] ?? 0))).reduce((x, y) => Math.max(x, y), 0)
}

describe('Strength', () => {
  test('0 leaves the input as it is', async () => {
    expect(largestDifference(await denoised({ strength: '0' }), noisy)).toBeLessThanOrEqual(1)
  })

  test('100 is the denoised signal alone, whatever the setting', async () => {
    const alone = await denoised({})
    expect(largestDifference(alone, noisy)).toBeGreaterThan(100)
    expect(await denoised({ strength: '100' }, 0.3)).toEqual(alone)
  })

  test('50 is halfway between', async () => {
    const alone = await denoised({})
    const middle = alone.map((sample, n) => (sample + (noisy[n] ?? 0)) / 2)
    expect(largestDifference(await denoised({ strength: '50' }), middle)).toBeLessThanOrEqual(1)
  })

  test('a job without it has that of the setting', async () => {
    expect(await denoised({}, 0.4)).toEqual(await denoised({ strength: '40' }))
  })

  test.each(['-1', '101', '50.5', 'half', '1e1', '-0'])('%s is rejected by name', (strength) => {
    const block = `<NoiseReduction><Strength>${strength}</Strength></NoiseReduction>`
    const read = (): unknown =>
      createNoiseReduction(settings).read(
        anOperation('NoiseReduction', `${block}${outputXml('out/talk.wav')}`),
        aContext(),
      )
    expect(read).toThrow('Operation.NoiseReduction.Strength must be a whole number from 0 to 100.')
  })
})
