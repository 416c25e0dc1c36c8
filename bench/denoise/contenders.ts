import { FilterAPI } from 'node-av/api'
import { Frame } from 'node-av/lib'
import { AV_SAMPLE_FMT_FLT } from 'node-av/constants'
import type { Engine } from '../../packages/server/src/media/denoise/engine.ts'
import type { EngineCache } from '../../packages/server/src/media/denoise/load-engines.ts'
import { DENOISE_SETTINGS, type DenoiseSetting } from '../../packages/server/src/media/denoise/settings.ts'
import {
  SpeechDenoiser,
  type DenoiserOptions,
} from '../../packages/server/src/media/denoise/speech-denoiser.ts'
import { denoiseWhole } from '../../packages/server/src/media/denoise/testing/denoise-whole.ts'
import { MONO, asBytes } from '../../packages/server/src/media/ffmpeg.ts'
import { monoResampler } from '../../packages/server/src/media/filters/resample.ts'
import type { Clip } from './clips.ts'

/** A way to treat a clip; what it gives may be late. */
export interface Contender {
  readonly name: string
  process(noisy: Float32Array, rate: Clip['rate']): Promise<Float32Array>
}

/** The denoiser of another tree, such as that of an earlier release. */
export interface OtherRelease {
  readonly create: (options: DenoiserOptions) => Promise<Denoiser>
}

type Denoiser = Pick<SpeechDenoiser, 'push' | 'flush' | 'free'>

export function contenders(cache: EngineCache, before: OtherRelease | undefined): Contender[] {
  const engine = (name: string, load: () => Promise<Engine>): Contender => ({
    name,
    process: async (noisy, rate) => runEngine(await load(), noisy, rate),
  })
  const create: OtherRelease['create'] = (options) => SpeechDenoiser.create(cache, options)
  return [
    { name: 'nothing', process: (noisy) => Promise.resolve(noisy) },
    { name: 'ffmpeg afftdn', process: (noisy, rate) => Promise.resolve(runAfftdn(noisy, rate)) },
    engine('RNNoise alone', () => cache.rnnoise()),
    engine('GTCRN alone', () => cache.gtcrn()),
    engine('DTLN alone', () => cache.dtln()),
    ...DENOISE_SETTINGS.flatMap((setting) => [
      ...(before ? [denoiserOf(`${setting}, before`, setting, before.create)] : []),
      denoiserOf(setting, setting, create),
    ]),
  ]
}

/** The whole chain, as a job runs it. */
function denoiserOf(name: string, setting: DenoiseSetting, create: OtherRelease['create']): Contender {
  return {
    name,
    process: async (noisy, sampleRate) => denoiseWhole(await create({ setting, wet: 1, sampleRate }), noisy),
  }
}

function runEngine(engine: Engine, noisy: Float32Array, rate: Clip['rate']): Float32Array {
  const input = resample(noisy, rate, engine.sampleRate)
  const frames = Math.ceil((input.length + engine.latency) / engine.frameSize)
  const samples = new Float32Array(frames * engine.frameSize)
  samples.set(input)
  const stream = engine.create()
  for (let at = 0; at < samples.length; at += engine.frameSize)
    stream.process(samples.subarray(at, at + engine.frameSize))
  stream.free()
  return resample(samples, engine.sampleRate, rate)
}

function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples
  using resampler = monoResampler(fromHz, toHz)
  return Float32Array.from([...resampler.convert(samples), ...resampler.drain()])
}

function runAfftdn(noisy: Float32Array, rate: Clip['rate']): Float32Array {
  using filter = FilterAPI.create('afftdn,aformat=sample_fmts=flt')
  const denoised: number[] = []
  for (const frame of filter.framesSync(asFrames(noisy, rate))) {
    const bytes = frame?.toBuffer()
    for (let at = 0; bytes && at < bytes.length; at += 4) denoised.push(bytes.readFloatLE(at))
    frame?.free()
  }
  return Float32Array.from(denoised)
}

function* asFrames(samples: Float32Array, rate: Clip['rate']): Generator<Frame | null> {
  for (let at = 0; at < samples.length; at += 1_024) {
    const part = samples.subarray(at, at + 1_024)
    yield Frame.fromAudioBuffer(asBytes(part), {
      nbSamples: part.length,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate: rate,
      channelLayout: { ...MONO },
      timeBase: { num: 1, den: rate },
      pts: BigInt(at),
    })
  }
  yield null
}
