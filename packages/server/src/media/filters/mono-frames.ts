import { AV_SAMPLE_FMT_FLTP } from 'node-av/constants'
import { Frame } from 'node-av/lib'
import type { IRational } from 'node-av/lib'
import { audioSource, type StreamClock } from '../frame-shape.ts'
import { asBytes, MONO } from '../ffmpeg.ts'
import { asSampleFormat } from '../frame-formats.ts'
import { HARD_S } from '../timeline/sound-clock.ts'
import { MonoMix } from './mono-mix.ts'
import { FloatPlanes } from './resample.ts'

/** What mixes frames of one shape. */
interface Mixing {
  readonly planes: FloatPlanes
  readonly mix: MonoMix
  readonly sampleRate: number
  /** The time of the first sample, in ticks, and the samples taken and passed on since. */
  startPts: bigint
  taken: number
  passed: number
}

/** Returns the source of a graph for mixed frames, in FFmpeg's syntax; `undefined` if the rate is not known. */
export function mixedSource(sampleRate: number, clock: StreamClock): string | undefined {
  return audioSource({ format: AV_SAMPLE_FMT_FLTP, channelLayout: MONO, sampleRate }, clock)
}

/** Mixes frames of several channels into frames of one, in which the loudest channel keeps its level. */
export class MonoFrames implements Disposable {
  readonly #timeBase: IRational
  #mixing: Mixing | undefined

  constructor(timeBase: IRational) {
    this.#timeBase = timeBase
  }

  /** Yields the mixed frames that are ready, each the taker's; null: the end of frames. All have one shape. */
  *mix(frame: Frame | null): Generator<Frame> {
    if (this.#mixing && (!frame || this.#isApart(frame.pts, this.#mixing))) {
      for (const { mono } of this.#mixing.mix.flush()) yield this.#toFrame(mono, this.#mixing)
      if (frame) this.#restart(frame.pts, this.#mixing)
    }
    if (!frame) return
    this.#mixing ??= createMixing(frame)
    const { planes, mix } = this.#mixing
    const channels = planes.convert(frame.extendedData ?? [], frame.nbSamples)
    this.#mixing.taken += frame.nbSamples
    for (const { mono } of mix.push(channels)) yield this.#toFrame(mono, this.#mixing)
  }

  #isApart(pts: bigint, mixing: Mixing): boolean {
    const apart = Number(pts - this.#timeOf(mixing.taken, mixing))
    return Math.abs(apart * this.#timeBase.num) > HARD_S * this.#timeBase.den
  }

  #restart(pts: bigint, mixing: Mixing): void {
    mixing.startPts = pts
    mixing.taken = 0
    mixing.passed = 0
  }

  #timeOf(samples: number, { startPts, sampleRate }: Mixing): bigint {
    const { num, den } = this.#timeBase
    return startPts + BigInt(Math.round((samples * den) / (sampleRate * num)))
  }

  #toFrame(mono: Float32Array, mixing: Mixing): Frame {
    const { sampleRate } = mixing
    const pts = this.#timeOf(mixing.passed, mixing)
    mixing.passed += mono.length
    const frame = Frame.fromAudioBuffer(asBytes(mono), {
      nbSamples: mono.length,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: { ...MONO },
      timeBase: this.#timeBase,
      pts,
    })
    frame.duration = this.#timeOf(mixing.passed, mixing) - pts
    return frame
  }

  [Symbol.dispose](): void {
    this.#mixing?.planes[Symbol.dispose]()
  }
}

function createMixing({ channelLayout, sampleRate, format, pts }: Frame): Mixing {
  return {
    planes: new FloatPlanes({ layout: channelLayout, format: asSampleFormat(format), sampleRate }),
    mix: new MonoMix(channelLayout, sampleRate),
    sampleRate,
    ...{ startPts: pts, taken: 0, passed: 0 },
  }
}
