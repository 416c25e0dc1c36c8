import { Analysis, Synthesis, type Spectrum } from './stft.ts'

/** Samples of a window at 16 and at 48 kHz: some 40 ms, twice a power of 4. */
const WINDOWS = { 16_000: 512, 48_000: 2_048 } as const
/** A mask may lift a little what denoising lifted, and no more. */
const HIGHEST_GAIN = 1.25
/** Power below which there is nothing that could be kept. */
const NOTHING = 1e-12

/** Samples of equal times: the mix of some channels, what denoising left of it, and the channels. */
export interface Masked {
  readonly before: Float32Array
  readonly after: Float32Array
  readonly channels: readonly Float32Array[]
}

/**
 * Cleans channels by what denoising did to their mix: in each band, all of them are lowered by as much as it was. So
 * voices stay where they are between the channels.
 */
export class CommonMask {
  readonly #hop: number
  readonly #analyses: { readonly before: Analysis; readonly after: Analysis }
  readonly #channels: readonly { readonly analysis: Analysis; readonly synthesis: Synthesis }[]
  readonly #before: Float32Array
  readonly #after: Float32Array
  readonly #inputs: readonly Float32Array[]
  readonly #outputs: readonly Float32Array[]
  readonly #gains: Float64Array
  #filled = 0
  #toDrop: number

  constructor(sampleRate: keyof typeof WINDOWS, channels: number) {
    const window = WINDOWS[sampleRate]
    this.#hop = window / 4
    this.#toDrop = window - this.#hop
    this.#analyses = { before: new Analysis(window), after: new Analysis(window) }
    this.#channels = Array.from({ length: channels }, () => ({
      analysis: new Analysis(window),
      synthesis: new Synthesis(window),
    }))
    this.#before = new Float32Array(this.#hop)
    this.#after = new Float32Array(this.#hop)
    this.#inputs = this.#channels.map(() => new Float32Array(this.#hop))
    this.#outputs = this.#channels.map(() => new Float32Array(this.#hop))
    this.#gains = new Float64Array(window / 2 + 1)
  }

  /** Yields cleaned channels as they become ready, aligned with the input; valid until the next ones are requested. */
  *push({ before, after, channels }: Masked): Generator<readonly Float32Array[]> {
    for (let from = 0; from < before.length;) {
      const take = Math.min(this.#hop - this.#filled, before.length - from)
      const part = (samples: Float32Array): Float32Array => samples.subarray(from, from + take)
      this.#before.set(part(before), this.#filled)
      this.#after.set(part(after), this.#filled)
      for (const [n, channel] of channels.entries()) this.#inputs[n]?.set(part(channel), this.#filled)
      this.#filled += take
      from += take
      if (this.#filled === this.#hop) yield* this.#process()
    }
  }

  /** Yields the rest, followed by some silence: the caller knows where to cut. */
  *flush(): Generator<readonly Float32Array[]> {
    for (let hops = 4; hops > 0; hops--) {
      for (const input of [this.#before, this.#after, ...this.#inputs]) input.fill(0, this.#filled)
      yield* this.#process()
    }
  }

  *#process(): Generator<readonly Float32Array[]> {
    this.#filled = 0
    const { before, after } = this.#analyses
    before.process(this.#before, 0)
    after.process(this.#after, 0)
    this.#setGains(before.spectrum, after.spectrum)
    for (const [n, { analysis, synthesis }] of this.#channels.entries()) {
      const [input, output] = [this.#inputs[n], this.#outputs[n]]
      if (!input || !output) continue
      analysis.process(input, 0)
      this.#apply(analysis.spectrum)
      synthesis.process(analysis.spectrum, output, 0)
    }
    const drop = Math.min(this.#toDrop, this.#hop)
    this.#toDrop -= drop
    if (drop < this.#hop) yield this.#outputs.map((output) => output.subarray(drop))
  }

  #setGains(before: Spectrum, after: Spectrum): void {
    for (let bin = 0; bin < this.#gains.length; bin++) {
      const power = powerOf(before, bin)
      const gain = power < NOTHING ? 0 : Math.sqrt(powerOf(after, bin) / power)
      this.#gains[bin] = Math.min(gain, HIGHEST_GAIN)
    }
  }

  #apply({ re, im }: Spectrum): void {
    for (const [bin, gain] of this.#gains.entries()) {
      re[bin] = (re[bin] ?? 0) * gain
      im[bin] = (im[bin] ?? 0) * gain
    }
  }
}

function powerOf({ re, im }: Spectrum, bin: number): number {
  return (re[bin] ?? 0) ** 2 + (im[bin] ?? 0) ** 2
}
