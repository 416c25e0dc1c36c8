/** Samples at 16 kHz of one step: 10 ms. */
const STEP = 160
/** Steps before and behind one by which its level is measured, 3 s. */
const REACH = 300
/** Mean squares below this share of the loudest step's, and below the least, belong to pauses. */
const PAUSE_SHARE = 1e-3
const PAUSE = 1e-8
const GAIN_LIMITS = { least: 0.25, most: 100 } as const
/** Levels that engines work best at, as root mean square. −20 dBFS is what they were trained around. */
const LOUD = 0.1
const SOFT = 0.025

/** A block whose neighbours are known. Its arrays are valid until the next one is requested. */
export interface LevelledBlock<T> {
  readonly item: T
  /** The factor of each sample that brings speech to −20 dBFS, and the one to −32 dBFS. */
  readonly loud: Float32Array
  readonly soft: Float32Array
}

interface Waiting<T> {
  readonly item: T
  readonly number: number
}

/**
 * Measures how loud speech is, 3 s ahead and 3 s back, so that a quiet recording is treated like a loud one. Blocks are
 * held back until what follows them is known: the first word after a long pause has its level from itself.
 */
export class LevelAhead<T> {
  readonly #stepsInBlock: number
  /** Blocks that have to follow one before its level is known. */
  readonly #blocksAhead: number
  /** Mean squares of the latest steps, and the number of the first of them. */
  readonly #energies: Float64Array
  #firstStep = 0
  readonly #loud: Float32Array
  readonly #soft: Float32Array
  #steps = 0
  #blocks = 0
  #waiting: Waiting<T>[] = []
  /** Root mean square of speech in the latest step that was measured; undefined: there was none. */
  #level: number | undefined
  /** Those of the step before the next one, and of the next one. */
  #levels: readonly [number | undefined, number | undefined] = [undefined, undefined]

  /** `blockLength`: samples at 16 kHz, a multiple of 160. */
  constructor(blockLength: number) {
    this.#stepsInBlock = blockLength / STEP
    this.#blocksAhead = Math.ceil((REACH + 1) / this.#stepsInBlock) + 1
    // Twice what is looked at, so that it is moved seldom.
    this.#energies = new Float64Array(2 * (2 * REACH + (this.#blocksAhead + 2) * this.#stepsInBlock))
    this.#loud = new Float32Array(blockLength)
    this.#soft = new Float32Array(blockLength)
  }

  /** `samples`: those of the item, at 16 kHz. Yields the items that are ready. */
  *push(item: T, samples: Float32Array): Generator<LevelledBlock<T>> {
    for (let start = 0; start < samples.length; start += STEP) {
      let energy = 0
      for (let i = start; i < start + STEP; i++) energy += (samples[i] ?? 0) ** 2
      this.#keep(energy / STEP)
    }
    this.#waiting.push({ item, number: this.#blocks })
    this.#blocks++
    if (this.#waiting.length > this.#blocksAhead) yield* this.#release()
  }

  #keep(energy: number): void {
    if (this.#steps - this.#firstStep === this.#energies.length) {
      const half = this.#energies.length / 2
      this.#energies.copyWithin(0, half)
      this.#firstStep += half
    }
    this.#energies[this.#steps - this.#firstStep] = energy
    this.#steps++
  }

  /** Yields what is left. */
  *end(): Generator<LevelledBlock<T>> {
    while (this.#waiting.length > 0) yield* this.#release()
  }

  *#release(): Generator<LevelledBlock<T>> {
    const next = this.#waiting.shift()
    if (!next) return
    const first = next.number * this.#stepsInBlock
    if (first === 0) this.#levels = [this.#levelAt(-1), this.#levelAt(0)]
    for (let step = 0; step < this.#stepsInBlock; step++) {
      const [before, now] = this.#levels
      const after = this.#levelAt(first + step + 1)
      this.#ramp(step * STEP, [before, now, after])
      this.#levels = [now, after]
    }
    yield { item: next.item, loud: this.#loud, soft: this.#soft }
  }

  /** Gains move evenly from the middle of a step to that of the next. */
  #ramp(start: number, levels: readonly (number | undefined)[]): void {
    for (const [gains, target] of [
      [this.#loud, LOUD],
      [this.#soft, SOFT],
    ] as const) {
      const [before = 1, now = 1, after = 1] = levels.map((level) => gainTo(target, level))
      for (let i = 0; i < STEP; i++) {
        const share = (i + 0.5) / STEP - 0.5
        gains[start + i] = now + (share < 0 ? (before - now) * -share : (after - now) * share)
      }
    }
  }

  /** Returns the level of speech around a step; in a long pause that of the step before. Steps are taken in order. */
  #levelAt(step: number): number | undefined {
    const energies = this.#energies
    const from = Math.max(step - REACH, 0) - this.#firstStep
    const to = Math.min(step + REACH, this.#steps) - this.#firstStep
    let peak = 0
    for (let at = from; at < to; at++) {
      const energy = energies[at] ?? 0
      if (energy > peak) peak = energy
    }
    const least = Math.max(peak * PAUSE_SHARE, PAUSE)
    let sum = 0
    let count = 0
    for (let at = from; at < to; at++) {
      const energy = energies[at] ?? 0
      if (energy <= least) continue
      sum += energy
      count++
    }
    if (count > 0) this.#level = Math.sqrt(sum / count)
    return this.#level
  }
}

function gainTo(target: number, level: number | undefined): number {
  if (level === undefined) return 1
  return Math.min(Math.max(target / level, GAIN_LIMITS.least), GAIN_LIMITS.most)
}
