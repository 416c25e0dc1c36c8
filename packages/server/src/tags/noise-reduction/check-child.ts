import path from 'node:path'
import { z } from 'zod'
import { systemClock } from '../../base/clock.ts'
import { openAudioInput } from '../../media/audio-input.ts'
import { AudioDecoder } from '../../media/decode.ts'
import { DENOISE_SETTINGS } from '../../media/denoise/settings.ts'
import { mixAt, speechLike, whiteNoise } from '../../media/denoise/speech-like.ts'
import { AudioEncoder } from '../../media/encode.ts'
import { run as denoise } from './child.ts'

const SAMPLE_RATE = 16_000
const SECONDS = 2
const SNR_DB = 10

const inputSchema = z.strictObject({
  /** Where files may be written. */
  directory: z.string().min(1),
  setting: z.enum(DENOISE_SETTINGS),
  wet: z.number().min(0).max(1),
})

export interface DenoiserFigures {
  readonly samples: number
  readonly expectedSamples: number
  /** Samples that are no numbers. */
  readonly broken: number
  /** The loudest sample, of full scale 1. */
  readonly peak: number
  /** Seconds of work for a second of sound, once the engines are loaded. */
  readonly realTimeFactor: number
}

/** Makes two seconds of a noisy voice, and cleans them as a job does: from a file to a file. */
export async function run(input: unknown): Promise<DenoiserFigures> {
  const { directory, setting, wet } = inputSchema.parse(input)
  const inputPath = path.join(directory, 'noisy.wav')
  const clean = speechLike({ seconds: SECONDS, sampleRate: SAMPLE_RATE, topHz: 7_500 })
  writeWav(inputPath, mixAt(clean, whiteNoise(clean.length), SNR_DB))
  const order = { inputPath, format: 'wav', sampleRate: SAMPLE_RATE, setting, wet, maxDurationS: 60 }
  const outputPath = path.join(directory, 'clean.wav')
  // The first one loads the engines.
  await denoise({ ...order, outputPath: path.join(directory, 'first.wav') }, () => undefined)
  const began = systemClock.monotonic()
  await denoise({ ...order, outputPath }, () => undefined)
  const tookS = (systemClock.monotonic() - began) / 1_000
  return {
    ...measure(readWav(outputPath)),
    expectedSamples: clean.length,
    realTimeFactor: Number((tookS / SECONDS).toFixed(3)),
  }
}

function writeWav(file: string, samples: Float32Array): void {
  using encoder = new AudioEncoder({ path: file, format: 'wav', sampleRate: SAMPLE_RATE })
  encoder.write(samples)
  encoder.finish()
}

function* readWav(file: string): Generator<Float32Array> {
  using source = openAudioInput(file)
  using decoder = new AudioDecoder(source, { sampleRate: SAMPLE_RATE, maxDurationS: 60 })
  yield* decoder.chunks()
}

function measure(chunks: Iterable<Float32Array>): Pick<DenoiserFigures, 'samples' | 'broken' | 'peak'> {
  let [samples, broken, peak] = [0, 0, 0]
  for (const chunk of chunks) {
    samples += chunk.length
    for (const sample of chunk) {
      if (Number.isFinite(sample)) peak = Math.max(peak, Math.abs(sample))
      else broken += 1
    }
  }
  return { samples, broken, peak: Number(peak.toFixed(4)) }
}
