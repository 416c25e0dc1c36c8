/** What the readers of one directory hold at once, nearly: each may always have a smallest chunk. Bytes. */
const TOTAL_BYTES = 16 * 1024 * 1024
const LARGEST_CHUNK_BYTES = 256 * 1024
const SMALLEST_CHUNK_BYTES = 16 * 1024
/** A reader gets this part of what is left. */
const PART = 1 / 8

/**
 * How much readers read at a time. A few read large chunks, which is fastest. The more is held, for instance by
 * downloads whose clients don't read, the smaller the next chunks are, so that thousands of readers hold no more than
 * some megabytes and still all go on.
 */
export class ReadBuffers {
  #held = 0

  /** Bytes that are held now. */
  get held(): number {
    return this.#held
  }

  /** The size of a next chunk, at most `wanted`, which has to be given back. */
  take(wanted: number): number {
    const share = Math.floor((TOTAL_BYTES - this.#held) * PART)
    const size = Math.min(wanted, LARGEST_CHUNK_BYTES, Math.max(SMALLEST_CHUNK_BYTES, share))
    this.#held += size
    return size
  }

  giveBack(size: number): void {
    this.#held -= size
  }
}
