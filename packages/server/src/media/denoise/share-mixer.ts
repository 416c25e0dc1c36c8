import { REACH_BLOCKS, type Neighbours } from './neighbours.ts'

/** How much of what is in the output. */
export interface Shares {
  /** Of each line. */
  readonly lines: readonly number[]
  /** Of the input instead of the lines: how far it is clean already. */
  readonly clean: number
}

/** A block of a path, whose arrays are the mixer's. */
export interface PathBlock<Sums> {
  /** The input, aligned with the lines. */
  readonly x: Float32Array
  /** The same sound treated in different ways. */
  readonly lines: readonly Float32Array[]
  /** What shares are decided by. */
  readonly sums: Sums
}

/** The arrays are valid until the next one is requested. */
export interface MixedBlock {
  readonly x: Float32Array
  readonly y: Float32Array
  /** Of each sample, how far the input is better left alone. */
  readonly clean: Float32Array
}

/** Blocks that are looked at before and behind one for smooth shares: 240 ms, and the middle of the next block. */
const SMOOTH_BLOCKS = 1
const AHEAD_BLOCKS = REACH_BLOCKS + SMOOTH_BLOCKS + 1

interface Decided<Sums> {
  readonly sums: Sums
  shares: Shares | undefined
}

/**
 * Mixes the lines of a path by shares that move slowly. Blocks wait for 3 s, since shares are decided by what follows as
 * much as by what came before: speech is known for it at its first word.
 */
export class ShareMixer<Sums> {
  readonly #decide: (around: Neighbours<Sums>) => Shares
  readonly #y: Float32Array
  readonly #clean: Float32Array
  #waiting: PathBlock<Sums>[] = []
  /** Those that wait, and some that came before them. */
  #known: Decided<Sums>[] = []
  /** The place of the first one that waits among the known ones. */
  #first = 0

  constructor(blockLength: number, decide: (around: Neighbours<Sums>) => Shares) {
    this.#decide = decide
    this.#y = new Float32Array(blockLength)
    this.#clean = new Float32Array(blockLength)
  }

  *push(block: PathBlock<Sums>): Generator<MixedBlock> {
    this.#waiting.push(block)
    this.#known.push({ sums: block.sums, shares: undefined })
    if (this.#waiting.length > AHEAD_BLOCKS) yield* this.#release()
  }

  /** Yields what is left. */
  *end(): Generator<MixedBlock> {
    while (this.#waiting.length > 0) yield* this.#release()
  }

  *#release(): Generator<MixedBlock> {
    const block = this.#waiting.shift()
    if (!block) return
    const now = this.#smoothAt(this.#first)
    this.#mix(block, [this.#smoothAt(this.#first - 1), now, this.#smoothAt(this.#first + 1)])
    this.#first++
    if (this.#first > AHEAD_BLOCKS) {
      this.#known.shift()
      this.#first--
    }
    yield { x: block.x, y: this.#y, clean: this.#clean }
  }

  /** Shares move evenly from the middle of a block to that of the next. */
  #mix({ lines }: PathBlock<Sums>, [before, now, after]: readonly [Shares, Shares, Shares]): void {
    const { length } = this.#y
    this.#y.fill(0)
    for (const [n, line] of lines.entries()) {
      const [b = 0, c = 0, a = 0] = [before.lines[n], now.lines[n], after.lines[n]]
      for (let i = 0; i < length; i++) {
        const place = (i + 0.5) / length - 0.5
        const share = c + (place < 0 ? (b - c) * -place : (a - c) * place)
        this.#y[i] = (this.#y[i] ?? 0) + share * (line[i] ?? 0)
      }
    }
    for (let i = 0; i < length; i++) {
      const place = (i + 0.5) / length - 0.5
      const share = place < 0 ? (before.clean - now.clean) * -place : (after.clean - now.clean) * place
      this.#clean[i] = now.clean + share
    }
  }

  #smoothAt(place: number): Shares {
    const [before, now, after] = [this.#sharesAt(place - 1), this.#sharesAt(place), this.#sharesAt(place + 1)]
    const smooth = (b: number, n: number, a: number): number => 0.25 * b + 0.5 * n + 0.25 * a
    return {
      lines: now.lines.map((share, n) => smooth(before.lines[n] ?? share, share, after.lines[n] ?? share)),
      clean: smooth(before.clean, now.clean, after.clean),
    }
  }

  /** Before the first block and behind the last one there is what they have. */
  #sharesAt(place: number): Shares {
    const at = Math.min(Math.max(place, 0), this.#known.length - 1)
    const known = this.#known[at]
    if (!known) return { lines: [], clean: 0 }
    known.shares ??= this.#decide(this.#around(at))
    return known.shares
  }

  #around(at: number): Neighbours<Sums> {
    const from = Math.max(at - REACH_BLOCKS, 0)
    const blocks = this.#known.slice(from, at + REACH_BLOCKS + 1).map(({ sums }) => sums)
    return { blocks, at: at - from }
  }
}
