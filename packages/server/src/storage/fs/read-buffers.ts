/** What the readers of one directory hold at once, nearly: each may always have a smallest chunk. Bytes. */
const TOTAL_BYTES = 16 * 1024 * 1024
const LARGEST_CHUNK_BYTES = 256 * 1024
const SMALLEST_CHUNK_BYTES = 8 * 1024
/** A reader gets this part of what is left. */
const PART = 1 / 8
/** As many as keep the threads busy that Node reads files with, and few enough that others come in between. */
const READS_AT_ONCE = 8

/**
 * How much readers read at a time, and when. A few read large chunks, which is fastest. The more is held, for instance
 * by downloads whose clients don't read, the smaller the next chunks are, so that thousands of readers hold no more than
 * some megabytes and still all go on. They read in turn: whoever asks for something small does not wait for them all.
 */
export class ReadBuffers {
  #held = 0
  #reading = 0
  readonly #waiting: (() => void)[] = []

  /** Bytes that are held now. */
  get held(): number {
    return this.#held
  }

  /** Whether a reader may have two of the largest chunks. */
  get isAmple(): boolean {
    return this.#share() >= LARGEST_CHUNK_BYTES
  }

  /** The size of a next chunk, at most `wanted`, which has to be given back. */
  take(wanted: number): number {
    const size = Math.min(wanted, LARGEST_CHUNK_BYTES, Math.max(SMALLEST_CHUNK_BYTES, this.#share()))
    this.#held += size
    return size
  }

  giveBack(size: number): void {
    this.#held -= size
  }

  /** Reads when its turn comes. */
  async inTurn<T>(read: () => Promise<T>): Promise<T> {
    if (this.#reading < READS_AT_ONCE) this.#reading += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await read()
    } finally {
      // Whoever comes next takes over the place.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#reading -= 1
    }
  }

  #share(): number {
    return Math.floor((TOTAL_BYTES - this.#held) * PART)
  }
}
