import { AV_SAMPLE_FMT_FLTP } from 'node-av/constants'
import { Frame } from 'node-av/lib'
import { MONO, STEREO, asBytes } from '../ffmpeg.ts'
import { MediaGraph } from '../filters/filter-graph.ts'
import { audioSource } from '../frame-shape.ts'
import { SamplePeaks, type SoundShape } from './sample-peaks.ts'
import { toDb } from './decibels.ts'

/** Blocks at or below it do not count (EBU R128), so nothing has a lower loudness, LUFS. */
const GATE_LUFS = -70

export interface Loudness {
  /** LUFS, integrated; undefined for silence, and for sound shorter than a block of 400 ms. */
  readonly lufs: number | undefined
  /** dBTP; -Infinity for silence. */
  readonly truePeakDb: number
}

/** Measures integrated loudness (EBU R128) and true peak. Mono counts as one channel, as in FFmpeg's own filter. */
export class LoudnessMeter implements Disposable {
  readonly #shape: SoundShape
  readonly #graph: MediaGraph
  readonly #peaks: SamplePeaks
  #latest = allocated()
  #spare = allocated()
  #samples = 0
  #highest = 0

  constructor(shape: SoundShape) {
    this.#shape = shape
    const { sampleRate } = shape
    const described = { format: AV_SAMPLE_FMT_FLTP, sampleRate, channelLayout: layoutOf(shape) }
    const source = audioSource(described, { timeBase: { num: 1, den: sampleRate } }) ?? ''
    const steps = ['ebur128=metadata=1:framelog=quiet']
    this.#graph = new MediaGraph({ kind: 'audio', source, steps, threads: 1 })
    this.#peaks = new SamplePeaks(shape)
  }

  /** Takes samples of each channel. */
  push(channels: readonly Float32Array[]): void {
    const samples = channels[0]?.length ?? 0
    if (samples === 0) return
    this.#notePeaks(this.#peaks.push(channels))
    const frame = Frame.fromAudioBuffer(Buffer.concat(channels.map(asBytes)), {
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

  /** Returns what was measured, at the end of the sound. */
  finish(): Loudness {
    this.#notePeaks(this.#peaks.flush())
    // The end is not told: a last frame of less than 100 ms would have no metadata.
    const text = this.#latest.nbSamples > 0 ? this.#latest.getMetadata().get('lavfi.r128.I') : null
    const lufs = Number(text ?? GATE_LUFS)
    return { lufs: lufs > GATE_LUFS ? lufs : undefined, truePeakDb: toDb(this.#highest) }
  }

  #notePeaks(peaks: Float32Array): void {
    for (const peak of peaks) if (peak > this.#highest) this.#highest = peak
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
    this.#peaks[Symbol.dispose]()
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
