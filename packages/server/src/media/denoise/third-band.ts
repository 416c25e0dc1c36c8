/** Low-pass for the step between 48 and 16 kHz: 145 taps are 24 samples of delay at 16 kHz in either direction. */
const TAPS = 145
const KAISER_BETA = 8
/** Half the amplitude here: nothing that the step to 16 kHz would fold back is left. */
const CUT_HZ = 7_600

/** Samples at 16 kHz by which `Decimator` and `Interpolator` each delay. */
export const THIRD_BAND_DELAY = (TAPS - 1) / 2 / 3

/** 48 kHz to 16 kHz, in blocks of a fixed length. */
export class Decimator {
  readonly #taps: Float64Array
  readonly #heard: Float64Array
  readonly #blockLength: number

  /** `blockLength`: samples at 16 kHz. */
  constructor(blockLength: number, cutHz = CUT_HZ) {
    this.#taps = lowPass(cutHz)
    this.#blockLength = blockLength
    this.#heard = new Float64Array(TAPS - 1 + 3 * blockLength)
  }

  process(block48: Float32Array, block16: Float32Array): void {
    const heard = this.#heard
    const taps = this.#taps
    heard.set(block48, TAPS - 1)
    for (let m = 0; m < this.#blockLength; m++) {
      const newest = TAPS - 1 + 3 * m
      let sum = (taps[TAPS >> 1] ?? 0) * (heard[newest - (TAPS >> 1)] ?? 0)
      // The filter is symmetric: one multiplication serves two taps.
      for (let k = 0; k < TAPS >> 1; k++) {
        sum += (taps[k] ?? 0) * ((heard[newest - k] ?? 0) + (heard[newest - (TAPS - 1) + k] ?? 0))
      }
      block16[m] = sum
    }
    heard.copyWithin(0, 3 * this.#blockLength)
  }
}

/** 16 kHz to 48 kHz, in blocks of a fixed length. */
export class Interpolator {
  /** The taps that meet a sample (the others meet the zeros between), for each of the three output phases. */
  readonly #phases: readonly Float64Array[]
  readonly #reach = Math.ceil(TAPS / 3)
  readonly #heard: Float64Array
  readonly #blockLength: number

  /** `blockLength`: samples at 16 kHz. */
  constructor(blockLength: number, cutHz = CUT_HZ) {
    this.#blockLength = blockLength
    this.#heard = new Float64Array(this.#reach - 1 + blockLength)
    const taps = lowPass(cutHz)
    this.#phases = [0, 1, 2].map((phase) =>
      // Two of three samples are zeros, so the passband is raised by 3.
      Float64Array.from({ length: this.#reach }, (_, k) => 3 * (taps[3 * k + phase] ?? 0)),
    )
  }

  process(block16: Float32Array, block48: Float32Array): void {
    const heard = this.#heard
    const reach = this.#reach
    heard.set(block16, reach - 1)
    this.#phases.forEach((taps, phase) => {
      for (let m = 0; m < this.#blockLength; m++) {
        let sum = 0
        for (let k = 0; k < reach; k++) sum += (taps[k] ?? 0) * (heard[reach - 1 + m - k] ?? 0)
        block48[3 * m + phase] = sum
      }
    })
    heard.copyWithin(0, this.#blockLength)
  }
}

/** A Kaiser-windowed sinc at 48 kHz with a gain of 1 at 0 Hz. */
function lowPass(cutHz: number): Float64Array {
  const middle = (TAPS - 1) / 2
  const cut = cutHz / 48_000
  const taps = Float64Array.from({ length: TAPS }, (_, n) => {
    const from = n - middle
    const sinc = from === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * from) / (Math.PI * from)
    return sinc * bessel(KAISER_BETA * Math.sqrt(1 - (from / middle) ** 2))
  })
  const gain = taps.reduce((sum, tap) => sum + tap, 0)
  return taps.map((tap) => tap / gain)
}

/** The modified Bessel function of the first kind and order 0, by its series. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
