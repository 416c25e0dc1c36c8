/** Bytes that the readers of one directory hold at once. Slightly more, as each may always have a smallest chunk. */
const TOTAL_BYTES = 16 * 1024 * 1024
const LARGEST_CHUNK_BYTES = 256 * 1024
const SMALLEST_CHUNK_BYTES = 8 * 1024
/** A reader gets this part of what is free. */
const PART = 1 / 8
/** Enough to keep Node's file threads busy, and few enough for other work to come in between. */
const READS_AT_ONCE = 8

/**
 * How much readers read at a time, and when. A few readers get large chunks, which is fastest. The more is held, such as
 * by downloads whose clients don't read, the smaller the next chunks are: thousands of readers hold some megabytes and
 * all make progress. They read in turn, so that a small read does not wait for all of them.
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

  /** Returns the size of the next chunk, at most `limit`, which has to be given back. */
  take(limit: number): number {
    const size = Math.min(limit, LARGEST_CHUNK_BYTES, Math.max(SMALLEST_CHUNK_BYTES, this.#share()))
    this.#held += size
    return size
  }

  giveBack(size: number): void {
    this.#held -= size
  }

  /** Calls `read` when its turn comes. */
  async inTurn<T>(read: () => Promise<T>): Promise<T> {
    if (this.#reading < READS_AT_ONCE) this.#reading += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await read()
    } finally {
      // The next reader takes over this one's slot.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#reading -= 1
    }
  }

  #share(): number {
    return Math.floor((TOTAL_BYTES - this.#held) * PART)
  }
}
