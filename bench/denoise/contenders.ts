import { FilterAPI } from 'node-av/api'
import { Frame } from 'node-av/lib'
import { AV_SAMPLE_FMT_FLT } from 'node-av/constants'
import type { Engine } from '../../packages/server/src/media/denoise/engine.ts'
import type { EngineCache } from '../../packages/server/src/media/denoise/load-engines.ts'
import { DENOISE_SETTINGS } from '../../packages/server/src/media/denoise/settings.ts'
import {
  SpeechDenoiser,
  type DenoiserOptions,
} from '../../packages/server/src/media/denoise/speech-denoiser.ts'
import { MONO, asBytes } from '../../packages/server/src/media/ffmpeg.ts'
import { monoResampler } from '../../packages/server/src/media/filters/resample.ts'
import { CLIP_RATE } from './clips.ts'

/** A way to treat a clip; what it gives may be late. */
export interface Contender {
  readonly name: string
  process(noisy: Float32Array): Promise<Float32Array>
}

export function contenders(shelf: EngineCache): Contender[] {
  const engine = (name: string, load: () => Promise<Engine>): Contender => ({
    name,
    process: async (noisy) => runEngine(await load(), noisy),
  })
  return [
    { name: 'nothing', process: (noisy) => Promise.resolve(noisy) },
    { name: 'ffmpeg afftdn', process: (noisy) => Promise.resolve(runAfftdn(noisy)) },
    engine('RNNoise alone', () => shelf.rnnoise()),
    engine('GTCRN alone', () => shelf.gtcrn()),
    engine('DTLN alone', () => shelf.dtln()),
    ...DENOISE_SETTINGS.map((setting) => ({
      name: setting,
      process: (noisy: Float32Array) => runDenoiser(shelf, noisy, { setting, wet: 1, sampleRate: CLIP_RATE }),
    })),
  ]
}

/** The whole chain, as a job runs it. */
export async function runDenoiser(
  shelf: EngineCache,
  noisy: Float32Array,
  options: DenoiserOptions,
): Promise<Float32Array> {
  const denoiser = await SpeechDenoiser.create(shelf, options)
  const denoised: number[] = []
  for (const chunk of denoiser.push(noisy)) denoised.push(...chunk)
  for (const chunk of denoiser.flush()) denoised.push(...chunk)
  denoiser.free()
  return Float32Array.from(denoised.slice(0, noisy.length))
}

function runEngine(engine: Engine, noisy: Float32Array): Float32Array {
  const input = resample(noisy, CLIP_RATE, engine.sampleRate)
  const frames = Math.ceil((input.length + engine.latency) / engine.frameSize)
  const samples = new Float32Array(frames * engine.frameSize)
  samples.set(input)
  const stream = engine.create()
  for (let at = 0; at < samples.length; at += engine.frameSize)
    stream.process(samples.subarray(at, at + engine.frameSize))
  stream.free()
  return resample(samples, engine.sampleRate, CLIP_RATE)
}

function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples
  using resampler = monoResampler(fromHz, toHz)
  return Float32Array.from([...resampler.convert(samples), ...resampler.drain()])
}

function runAfftdn(noisy: Float32Array): Float32Array {
  using filter = FilterAPI.create('afftdn,aformat=sample_fmts=flt')
  const denoised: number[] = []
  for (const frame of filter.framesSync(asFrames(noisy))) {
    const bytes = frame?.toBuffer()
    for (let at = 0; bytes && at < bytes.length; at += 4) denoised.push(bytes.readFloatLE(at))
    frame?.free()
  }
  return Float32Array.from(denoised)
}

function* asFrames(samples: Float32Array): Generator<Frame | null> {
  for (let at = 0; at < samples.length; at += 1_024) {
    const part = samples.subarray(at, at + 1_024)
    yield Frame.fromAudioBuffer(asBytes(part), {
      nbSamples: part.length,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate: CLIP_RATE,
      channelLayout: { ...MONO },
      timeBase: { num: 1, den: CLIP_RATE },
      pts: BigInt(at),
    })
  }
  yield null
}
