import { AV_SAMPLE_FMT_FLTP } from 'node-av/constants'
import { Frame } from 'node-av/lib'
import { MONO, STEREO, asBytes } from '../ffmpeg.ts'
import { MediaGraph } from '../filters/filter-graph.ts'
import { audioSource } from '../frame-shape.ts'
import type { SoundShape } from './sample-peaks.ts'

/** Blocks at or below it do not count (EBU R128), so nothing has a lower loudness, LUFS. */
const GATE_LUFS = -70

/** Measures integrated loudness (EBU R128). Mono counts as one channel, as in FFmpeg's own filter. */
export class IntegratedLoudness implements Disposable {
  readonly #shape: SoundShape
  readonly #graph: MediaGraph
  #latest = allocated()
  #spare = allocated()
  #planes = new Float32Array()
  #samples = 0

  constructor(shape: SoundShape) {
    this.#shape = shape
    const { sampleRate } = shape
    const described = { format: AV_SAMPLE_FMT_FLTP, sampleRate, channelLayout: layoutOf(shape) }
    const source = audioSource(described, { timeBase: { num: 1, den: sampleRate } }) ?? ''
    const steps = ['ebur128=metadata=1:framelog=quiet']
    this.#graph = new MediaGraph({ kind: 'audio', source, steps, threads: 1 })
  }

  /** Takes samples of each channel. */
  push(channels: readonly Float32Array[]): void {
    const samples = channels[0]?.length ?? 0
    if (samples === 0) return
    const frame = Frame.fromAudioBuffer(this.#joined(channels, samples), {
      nbSamples: samples,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate: this.#shape.sampleRate,
      channelLayout: layoutOf(this.#shape),
      timeBase: { num: 1, den: this.#shape.sampleRate },
      pts: BigInt(this.#samples),
    })
    this.#samples += samples
    try {
      this.#graph.push(frame)
    } finally {
      frame.free()
    }
    this.#pull()
  }

  /** One channel after the other, in memory that is used again: a frame has its own copy. */
  #joined(channels: readonly Float32Array[], samples: number): Buffer {
    const length = samples * channels.length
    if (this.#planes.length < length) this.#planes = new Float32Array(length)
    for (const [n, channel] of channels.entries()) this.#planes.set(channel, n * samples)
    return asBytes(this.#planes.subarray(0, length))
  }

  /** LUFS at the end of the sound; undefined for silence, and for sound shorter than a block of 400 ms. */
  finish(): number | undefined {
    // The end is not told: a last frame of less than 100 ms would have no metadata.
    const text = this.#latest.nbSamples > 0 ? this.#latest.getMetadata().get('lavfi.r128.I') : null
    const lufs = Number(text ?? GATE_LUFS)
    return lufs > GATE_LUFS ? lufs : undefined
  }

  /** Keeps the last frame: its metadata has the loudness up to it. */
  #pull(): void {
    while (this.#graph.pull(this.#spare)) {
      this.#latest.unref()
      ;[this.#latest, this.#spare] = [this.#spare, this.#latest]
    }
  }

  [Symbol.dispose](): void {
    this.#latest.free()
    this.#spare.free()
    this.#graph[Symbol.dispose]()
  }
}

function layoutOf({ channels }: SoundShape): typeof MONO | typeof STEREO {
  return channels === 1 ? { ...MONO } : { ...STEREO }
}

function allocated(): Frame {
  const frame = new Frame()
  frame.alloc()
  return frame
}
