import type { ChannelLayout } from 'node-av/lib'

/** Seconds of a block: its own sound decides how it is mixed. */
const BLOCK_S = 0.25
/** Seconds over which the weights of one block go over into those of the next. */
const FADE_S = 0.02
/** How much of what was measured before counts in the next block. */
const MEMORY = 0.92
/** Two channels cancel each other where they correlate by less than this. */
const CANCELS = -0.5
/** Bits of FFmpeg's masks of channels. */
const LOW_FREQUENCY = [3, 35] as const
const SURROUND = [4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 33, 34] as const
const SURROUND_WEIGHT = Math.SQRT1_2

/** Samples of one time. */
export interface MixedBlock {
  readonly mono: Float32Array<ArrayBuffer>
  readonly channels: readonly Float32Array<ArrayBuffer>[]
}

/**
 * Mixes channels into one in which the loudest keeps its level. The others may have the same sound, none, another voice,
 * or the same sound with the opposite polarity, which would cancel it.
 */
export class MonoMix {
  readonly #count: number
  readonly #base: readonly number[]
  readonly #block: readonly Float32Array<ArrayBuffer>[]
  readonly #mixed: Float32Array<ArrayBuffer>
  readonly #fade: number
  /** -1 for a channel that is inverted. */
  readonly #polarities: number[]
  /** How channels go together, with their polarities, over the last seconds; one row for each. */
  readonly #together: Float64Array
  readonly #now: Float64Array
  #weights: readonly number[] | undefined
  #filled = 0

  constructor(layout: ChannelLayout, sampleRate: number) {
    this.#count = layout.nbChannels
    this.#base = baseWeights(layout)
    const length = Math.ceil(BLOCK_S * sampleRate)
    this.#block = Array.from({ length: this.#count }, () => new Float32Array(length))
    this.#mixed = new Float32Array(length)
    this.#fade = Math.ceil(FADE_S * sampleRate)
    this.#polarities = Array.from({ length: this.#count }, () => 1)
    this.#together = new Float64Array(this.#count ** 2)
    this.#now = new Float64Array(this.#count ** 2)
  }

  /** Takes one array for each channel and yields what is ready, each valid until the next one is requested. */
  *push(channels: readonly Float32Array[]): Generator<MixedBlock> {
    const samples = channels[0]?.length ?? 0
    for (let from = 0; from < samples;) {
      const take = Math.min(this.#mixed.length - this.#filled, samples - from)
      for (const [n, channel] of channels.entries())
        this.#block[n]?.set(channel.subarray(from, from + take), this.#filled)
      this.#filled += take
      from += take
      if (this.#filled === this.#mixed.length) yield* this.flush()
    }
  }

  /** Yields the rest. */
  *flush(): Generator<MixedBlock> {
    if (this.#filled === 0) return
    this.#measure()
    const weights = this.#chooseWeights()
    const mono = this.#mixed.subarray(0, this.#filled)
    const peak = this.#mix(mono, weights)
    // Two that are loud at once may be too much together.
    const fitting = peak > 1 ? weights.map((weight) => weight / peak) : weights
    if (peak > 1) this.#mix(mono, fitting)
    this.#weights = fitting
    const channels = this.#block.map((channel) => channel.subarray(0, this.#filled))
    this.#filled = 0
    yield { mono, channels }
  }

  /** Mixes the block with these weights, after a transition from those before. Returns the largest sample. */
  #mix(mono: Float32Array, weights: readonly number[]): number {
    const from = this.#weights ?? weights
    mono.fill(0)
    for (const [n, channel] of this.#block.entries()) {
      const [begin, end] = [from[n] ?? 0, weights[n] ?? 0]
      const faded = Math.min(this.#fade, mono.length)
      for (let i = 0; i < faded; i++) {
        const weight = begin + ((end - begin) * i) / this.#fade
        mono[i] = (mono[i] ?? 0) + weight * (channel[i] ?? 0)
      }
      for (let i = faded; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + end * (channel[i] ?? 0)
    }
    let peak = 0
    for (const sample of mono) if (Math.abs(sample) > peak) peak = Math.abs(sample)
    return peak
  }

  /** Adds how the channels of the block go together to what is known of them. */
  #measure(): void {
    const { length } = this.#mixed.subarray(0, this.#filled)
    for (let one = 0; one < this.#count; one++) {
      for (let other = one; other < this.#count; other++) {
        const product = dot(this.#block[one], this.#block[other], length)
        this.#now[one * this.#count + other] = product
        this.#now[other * this.#count + one] = product
      }
    }
    this.#invert()
    for (let one = 0; one < this.#count; one++) {
      for (let other = 0; other < this.#count; other++) {
        const at = one * this.#count + other
        const polarity = (this.#polarities[one] ?? 1) * (this.#polarities[other] ?? 1)
        this.#together[at] = MEMORY * (this.#together[at] ?? 0) + polarity * (this.#now[at] ?? 0)
      }
    }
  }

  /** Inverts channels that would cancel the loudest of this block. */
  #invert(): void {
    const loudest = this.#loudest(this.#now)
    const power = this.#at(this.#now, loudest, loudest)
    for (let other = 0; other < this.#count; other++) {
      const scale = Math.sqrt(power * this.#at(this.#now, other, other))
      if (other === loudest || scale === 0) continue
      const polarity = (this.#polarities[loudest] ?? 1) * (this.#polarities[other] ?? 1)
      const correlation = this.#at(this.#now, loudest, other) / scale
      if (polarity * correlation < CANCELS) this.#polarities[other] = -(this.#polarities[other] ?? 1)
    }
  }

  /** Weights with which the sound of the loudest channel, in all of them together, has the level it has there. */
  #chooseWeights(): readonly number[] {
    const loudest = this.#loudest(this.#together)
    const power = this.#at(this.#together, loudest, loudest)
    if (power === 0) return this.#weights ?? this.#base.map((weight) => weight / this.#count)
    let heard = 0
    for (let other = 0; other < this.#count; other++)
      heard += ((this.#base[other] ?? 0) * this.#at(this.#together, loudest, other)) / power
    const gain = 1 / Math.max(heard, 0.5)
    return this.#base.map((weight, n) => weight * gain * (this.#polarities[n] ?? 1))
  }

  #loudest(powers: Float64Array): number {
    let found = 0
    let most = -1
    for (let n = 0; n < this.#count; n++) {
      const power = (this.#base[n] ?? 0) ** 2 * this.#at(powers, n, n)
      if (power > most) [found, most] = [n, power]
    }
    return found
  }

  #at(matrix: Float64Array, row: number, column: number): number {
    return matrix[row * this.#count + column] ?? 0
  }
}

function dot(one: Float32Array | undefined, other: Float32Array | undefined, length: number): number {
  if (!one || !other) return 0
  let sum = 0
  for (let i = 0; i < length; i++) sum += (one[i] ?? 0) * (other[i] ?? 0)
  return sum
}

/** The channel of low frequencies has no speech; surround channels are added more softly. */
function baseWeights({ mask, nbChannels }: ChannelLayout): readonly number[] {
  const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (mask >> BigInt(bit)) & 1n)
  return Array.from({ length: nbChannels }, (_, n) => {
    const bit = bits[n] ?? 0
    if (LOW_FREQUENCY.some((low) => low === bit)) return 0
    return SURROUND.some((surround) => surround === bit) ? SURROUND_WEIGHT : 1
  })
}
