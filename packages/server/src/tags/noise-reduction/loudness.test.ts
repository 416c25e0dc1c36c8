import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mixAt, speechLike, whiteNoise } from '../../media/denoise/speech-like.ts'
import type { RunOutcome } from '../tag.ts'
import { anOperation, aContext, BUCKET, openTagHarness, outputXml, REGION } from '../testing/test-tag.ts'
import type { TagHarness } from '../testing/test-tag.ts'
import { createNoiseReduction } from './tag.ts'
import { measureLoudness } from '../../../../../tooling/loudness.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'
import { wavHeader } from '../../../../../tooling/wav.ts'

const settings = { setting: 'fast', wet: 1, channels: 'mono', maxDurationS: 60, vendorLimits: false } as const
const output = { region: REGION, bucket: BUCKET, object: 'out/talk.wav' }

interface InputShape {
  readonly sampleRate?: 16_000 | 48_000
  /** Of the whole. */
  readonly gain?: number
  readonly seconds?: number
  /** The level of the right channel beside the left; mono without it. */
  readonly right?: number
}

/** A wav file of a noisy voice. */
function voice({ sampleRate = 16_000, gain = 1, seconds = 4, right }: InputShape = {}): Buffer {
  const clean = speechLike({ seconds, sampleRate, topHz: 7_500 })
  const samples = mixAt(clean, whiteNoise(clean.length), 15).map((sample) => sample * gain)
  const channels = right === undefined ? [samples] : [samples, samples.map((sample) => sample * right)]
  const pcm = Int16Array.from({ length: samples.length * channels.length }, (_, n) => {
    const sample = channels[n % channels.length]?.[Math.floor(n / channels.length)] ?? 0
    return Math.max(-32_768, Math.min(Math.round(sample * 32_768), 32_767))
  })
  const header = wavHeader(pcm.length, sampleRate)
  header.writeUInt16LE(channels.length, 22)
  header.writeUInt16LE(channels.length * 2, 32)
  return Buffer.concat([header, Buffer.from(pcm.buffer)])
}

function messageOf(outcome: RunOutcome): string {
  return 'message' in outcome ? outcome.message : outcome.kind
}

describe('Loudness', () => {
  let harness: TagHarness

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  async function run(
    input: Buffer,
    params: Readonly<Record<string, string>>,
    channels: 'mono' | 'keep' = 'mono',
  ): Promise<RunOutcome & { readonly path: string }> {
    const outcome = await harness.run(createNoiseReduction({ ...settings, channels }), {
      params,
      input,
      output,
    })
    return { ...outcome, path: outcome.kind === 'success' ? (outcome.files[0]?.path ?? '') : '' }
  }

  describe('of the output', skipWithout('ffmpeg'), () => {
    const shapes = ['wav', 'mp3', 'm4a'].flatMap((format) =>
      ['16000', '48000'].map((sampleRate) => ({ format, sampleRate })),
    )

    test.each(shapes)('is what was ordered: $format of $sampleRate Hz', async ({ format, sampleRate }) => {
      const input = voice({ sampleRate: sampleRate === '16000' ? 16_000 : 48_000, gain: 0.3 })
      for (const loudness of ['-29.5', '-20']) {
        const { path, ...outcome } = await run(input, { format, sampleRate, loudness })
        expect(outcome).toMatchObject({ kind: 'success', message: 'SUCCESS' })
        const { lufs, truePeakDb } = await measureLoudness(path)
        expect(Math.abs(lufs - Number(loudness))).toBeLessThanOrEqual(0.3)
        expect(truePeakDb).toBeLessThanOrEqual(-1)
      }
    })

    test.each(['wav', 'mp3', 'm4a'])('never costs a true peak above -1 dBTP: %s', async (format) => {
      const { path, ...outcome } = await run(voice(), { format, loudness: '-10' })
      const { lufs, truePeakDb } = await measureLoudness(path)
      expect(truePeakDb).toBeLessThanOrEqual(-1)
      expect(truePeakDb).toBeGreaterThan(-3)
      if (Math.abs(lufs + 10) > 0.6)
        expect(messageOf(outcome)).toMatch(/the loudness is -1\d\.\d LUFS, as true peaks/)
    })

    test.each(['16000', '48000'])('of two kept channels of %s Hz is that of both', async (sampleRate) => {
      const input = voice({ gain: 0.3, right: 0.5, sampleRate: sampleRate === '16000' ? 16_000 : 48_000 })
      const { path } = await run(input, { sampleRate, loudness: '-20' }, 'keep')
      const { lufs, truePeakDb } = await measureLoudness(path)
      expect(Math.abs(lufs + 20)).toBeLessThanOrEqual(0.3)
      expect(truePeakDb).toBeLessThanOrEqual(-1)
    })

    test('of a very quiet recording rises by 30 dB', async () => {
      const quiet = voice({ gain: 0.02 })
      const before = await measureLoudness((await run(quiet, {})).path)
      const { path, ...outcome } = await run(quiet, { loudness: '-10' })
      const { lufs } = await measureLoudness(path)
      expect(lufs - before.lufs).toBeGreaterThan(29)
      expect(lufs - before.lufs).toBeLessThan(31)
      expect(messageOf(outcome)).toMatch(/^SUCCESS: the loudness is .* raised by 30 dB at most\.$/)
    })
  })

  test.each([
    ['silence', voice({ gain: 0 })],
    ['a third of a second', voice({ seconds: 0.33 })],
  ])('of %s can’t be told, so it is left as it is', async (_, input) => {
    const { path, ...outcome } = await run(input, { loudness: '-16' })
    expect(messageOf(outcome)).toMatch(/too quiet or too short to have a loudness/)
    const plain = await run(input, {})
    expect(await readFile(path)).toEqual(await readFile(plain.path))
  })

  test.each(['-9.9', '-30.1', '0', '16', '-16.25', 'loud', '-1e1', '−16'])(
    '%s is rejected by name',
    (text) => {
      const block = `<NoiseReduction><Loudness>${text}</Loudness></NoiseReduction>`
      const operation = anOperation('NoiseReduction', `${block}${outputXml(output.object)}`)
      expect(() => createNoiseReduction(settings).read(operation, aContext())).toThrow(
        'Operation.NoiseReduction.Loudness must be a number from -30 to -10, in steps of 0.1.',
      )
    },
  )
})
