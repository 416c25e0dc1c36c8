import { PEAK_LEVELS } from './view-layout.ts'

const FULL_SCALE = 32_768
/** What a sample of 16 bits can't exceed, of full scale 1. */
const CLIPPED = 32_767 / FULL_SCALE

const NOTHING = new Float32Array()

interface Span {
  readonly from: number
  readonly to: number
}

/** The same memory twice; all platforms that Node runs on have the low byte first. */
interface Bucket {
  readonly values: Int16Array
  readonly bytes: Uint8Array
}

export interface PeakLevelsOptions {
  readonly channels: number
  readonly bucketSamples: number
  /** Takes the bytes of a bucket of a level: the least and the largest sample of each channel, in 16 bits. */
  readonly onBucket: (level: number, bucket: Uint8Array) => void
}

/** Finds the least and the largest sample of each bucket, at all levels. */
export class PeakLevels {
  readonly #options: PeakLevelsOptions
  readonly #least: Float32Array
  readonly #largest: Float32Array
  /** Of each level, the bucket whose neighbour is not known yet. */
  readonly #waiting: readonly Bucket[]
  readonly #isWaiting: boolean[]
  readonly #bucket: Bucket
  #filled = 0
  #samples = 0
  #peak = 0
  #clipped = 0

  constructor(options: PeakLevelsOptions) {
    const { channels } = options
    this.#options = options
    this.#least = new Float32Array(channels)
    this.#largest = new Float32Array(channels)
    this.#waiting = Array.from({ length: PEAK_LEVELS }, () => createBucket(channels))
    this.#isWaiting = this.#waiting.map(() => false)
    this.#bucket = createBucket(channels)
    this.#clear()
  }

  /** Of each channel. */
  get samples(): number {
    return this.#samples
  }

  /** The largest magnitude, of full scale 1. */
  get peak(): number {
    return this.#peak
  }

  /** Of all channels. */
  get clippedSamples(): number {
    return this.#clipped
  }

  /** Takes samples of each channel. */
  push(channels: readonly Float32Array[]): void {
    const length = channels[0]?.length ?? 0
    for (let from = 0; from < length;) {
      const to = Math.min(length, from + this.#options.bucketSamples - this.#filled)
      for (let n = 0; n < channels.length; n++) this.#take(n, channels[n] ?? NOTHING, { from, to })
      this.#filled += to - from
      from = to
      if (this.#filled === this.#options.bucketSamples) this.#endBucket()
    }
    this.#samples += length
  }

  /** Hands on what is left, at the end of the sound. */
  flush(): void {
    if (this.#filled > 0) this.#endBucket()
    for (const [level, waiting] of this.#waiting.entries()) {
      if (!this.#isWaiting[level] || level + 1 === PEAK_LEVELS) continue
      this.#isWaiting[level] = false
      this.#emit(level + 1, waiting)
    }
  }

  #take(channel: number, samples: Float32Array, { from, to }: Span): void {
    let least = this.#least[channel] ?? 0
    let largest = this.#largest[channel] ?? 0
    for (let i = from; i < to; i++) {
      const sample = samples[i] ?? 0
      if (sample < least) least = sample
      if (sample > largest) largest = sample
    }
    this.#least[channel] = least
    this.#largest[channel] = largest
    if (-least >= CLIPPED || largest >= CLIPPED) this.#clipped += countClipped(samples.subarray(from, to))
  }

  #endBucket(): void {
    for (const [n, least] of this.#least.entries()) {
      const largest = this.#largest[n] ?? 0
      this.#peak = Math.max(this.#peak, -least, largest)
      this.#bucket.values[2 * n] = toInteger(least)
      this.#bucket.values[2 * n + 1] = toInteger(largest)
    }
    this.#clear()
    this.#emit(0, this.#bucket)
  }

  /** Hands on a bucket, and with its neighbour to the level above. */
  #emit(level: number, bucket: Bucket): void {
    this.#options.onBucket(level, bucket.bytes)
    const waiting = this.#waiting[level]
    if (!waiting || level + 1 === PEAK_LEVELS) return
    if (!this.#isWaiting[level]) {
      waiting.values.set(bucket.values)
      this.#isWaiting[level] = true
      return
    }
    widen(waiting.values, bucket.values)
    this.#isWaiting[level] = false
    this.#emit(level + 1, waiting)
  }

  #clear(): void {
    this.#least.fill(Infinity)
    this.#largest.fill(-Infinity)
    this.#filled = 0
  }
}

function createBucket(channels: number): Bucket {
  const values = new Int16Array(2 * channels)
  return { values, bytes: new Uint8Array(values.buffer) }
}

/** Lets a bucket also hold what another one holds. */
function widen(values: Int16Array, others: Int16Array): void {
  for (let n = 0; n < values.length; n += 2) {
    values[n] = Math.min(values[n] ?? 0, others[n] ?? 0)
    values[n + 1] = Math.max(values[n + 1] ?? 0, others[n + 1] ?? 0)
  }
}

function countClipped(samples: Float32Array): number {
  let count = 0
  for (const sample of samples) if (Math.abs(sample) >= CLIPPED) count++
  return count
}

function toInteger(sample: number): number {
  return Math.min(Math.max(Math.round(sample * FULL_SCALE), -FULL_SCALE), FULL_SCALE - 1)
}
