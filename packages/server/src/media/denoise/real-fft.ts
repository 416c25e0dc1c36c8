/**
 * The discrete Fourier transform of real frames of `size` samples (twice a power of 4: 32, 128, 512, …). It packs
 * even and odd samples into one complex transform of half the size, done in radix-4 passes. Nothing is allocated
 * after construction.
 */
export class RealFft {
  readonly size: number
  /** size / 2 + 1 */
  readonly bins: number
  readonly #half: number
  readonly #reversed: Uint16Array
  /** cos and sin of 2πk/size, interleaved; the complex passes use every other pair. */
  readonly #twiddles: Float64Array
  readonly #work: Float64Array

  constructor(size: number) {
    const half = size / 2
    const passes = Math.log2(half) / 2
    if (!Number.isInteger(passes)) throw new RangeError(`${size} is not twice a power of 4`)
    this.size = size
    this.bins = half + 1
    this.#half = half
    this.#reversed = Uint16Array.from({ length: half }, (_, index) => reverseBase4(index, passes))
    this.#twiddles = new Float64Array(size * 2)
    for (let k = 0; k < size; k++) {
      this.#twiddles[2 * k] = Math.cos((2 * Math.PI * k) / size)
      this.#twiddles[2 * k + 1] = Math.sin((2 * Math.PI * k) / size)
    }
    this.#work = new Float64Array(size)
  }

  /** The bins 0 to size/2 of `frame` go to `re` and `im`, not scaled. */
  forward(frame: Float32Array, re: Float64Array, im: Float64Array): void {
    const work = this.#work
    const half = this.#half
    for (let i = 0; i < half; i++) {
      const from = 2 * (this.#reversed[i] ?? 0)
      work[2 * i] = frame[from] ?? 0
      work[2 * i + 1] = frame[from + 1] ?? 0
    }
    this.#passes()
    const first = work[0] ?? 0
    const second = work[1] ?? 0
    re[0] = first + second
    im[0] = 0
    re[half] = first - second
    im[half] = 0
    for (let k = 1; k <= half / 2; k++) this.#split(k, re, im)
  }

  /** The frame whose bins are `re` and `im`, scaled so that it undoes `forward`. */
  inverse(re: Float64Array, im: Float64Array, frame: Float32Array): void {
    const work = this.#work
    const half = this.#half
    for (let i = 0; i < half; i++) {
      const k = this.#reversed[i] ?? 0
      const aRe = re[k] ?? 0
      const aIm = im[k] ?? 0
      const bRe = re[half - k] ?? 0
      const bIm = -(im[half - k] ?? 0)
      const cos = this.#twiddles[2 * k] ?? 0
      const sin = this.#twiddles[2 * k + 1] ?? 0
      const dRe = aRe - bRe
      const dIm = aIm - bIm
      // The conjugate goes in and comes out, so that the same passes serve both directions.
      work[2 * i] = 0.5 * (aRe + bRe - (dRe * sin + dIm * cos))
      work[2 * i + 1] = -0.5 * (aIm + bIm + (dRe * cos - dIm * sin))
    }
    this.#passes()
    const scale = 1 / half
    for (let i = 0; i < half; i++) {
      frame[2 * i] = (work[2 * i] ?? 0) * scale
      frame[2 * i + 1] = -(work[2 * i + 1] ?? 0) * scale
    }
  }

  /** Takes the even and odd samples' spectra apart for the bins k and size/2 − k. */
  #split(k: number, re: Float64Array, im: Float64Array): void {
    const half = this.#half
    const mirror = half - k
    const aRe = this.#work[2 * k] ?? 0
    const aIm = this.#work[2 * k + 1] ?? 0
    const bRe = this.#work[2 * mirror] ?? 0
    const bIm = -(this.#work[2 * mirror + 1] ?? 0)
    const evenRe = 0.5 * (aRe + bRe)
    const evenIm = 0.5 * (aIm + bIm)
    const oddRe = 0.5 * (aIm - bIm)
    const oddIm = -0.5 * (aRe - bRe)
    const cos = this.#twiddles[2 * k] ?? 0
    const sin = this.#twiddles[2 * k + 1] ?? 0
    const turnedRe = oddRe * cos + oddIm * sin
    const turnedIm = oddIm * cos - oddRe * sin
    re[k] = evenRe + turnedRe
    im[k] = evenIm + turnedIm
    re[mirror] = evenRe - turnedRe
    im[mirror] = -(evenIm - turnedIm)
  }

  #passes(): void {
    for (let span = 1; span < this.#half; span *= 4) {
      const stride = this.#half / (4 * span)
      for (let j = 0; j < span; j++) this.#butterflies(span, j, 4 * j * stride)
    }
  }

  /** All radix-4 butterflies of one pass that share the twiddle factors of `step` (an offset into the table). */
  #butterflies(span: number, offset: number, step: number): void {
    const work = this.#work
    const twiddles = this.#twiddles
    const c1 = twiddles[step] ?? 0
    const s1 = -(twiddles[step + 1] ?? 0)
    const c2 = twiddles[2 * step] ?? 0
    const s2 = -(twiddles[2 * step + 1] ?? 0)
    const c3 = twiddles[3 * step] ?? 0
    const s3 = -(twiddles[3 * step + 1] ?? 0)
    const leap = 2 * span
    for (let at = 2 * offset; at < work.length; at += 4 * leap) {
      const b = at + leap
      const c = b + leap
      const d = c + leap
      const aRe = work[at] ?? 0
      const aIm = work[at + 1] ?? 0
      const bRe = (work[b] ?? 0) * c1 - (work[b + 1] ?? 0) * s1
      const bIm = (work[b] ?? 0) * s1 + (work[b + 1] ?? 0) * c1
      const cRe = (work[c] ?? 0) * c2 - (work[c + 1] ?? 0) * s2
      const cIm = (work[c] ?? 0) * s2 + (work[c + 1] ?? 0) * c2
      const dRe = (work[d] ?? 0) * c3 - (work[d + 1] ?? 0) * s3
      const dIm = (work[d] ?? 0) * s3 + (work[d + 1] ?? 0) * c3
      work[at] = aRe + cRe + (bRe + dRe)
      work[at + 1] = aIm + cIm + (bIm + dIm)
      work[b] = aRe - cRe + (bIm - dIm)
      work[b + 1] = aIm - cIm - (bRe - dRe)
      work[c] = aRe + cRe - (bRe + dRe)
      work[c + 1] = aIm + cIm - (bIm + dIm)
      work[d] = aRe - cRe - (bIm - dIm)
      work[d + 1] = aIm - cIm + (bRe - dRe)
    }
  }
}

function reverseBase4(index: number, digits: number): number {
  let reversed = 0
  for (let digit = 0; digit < digits; digit++) reversed = (reversed << 2) | ((index >> (2 * digit)) & 3)
  return reversed
}
