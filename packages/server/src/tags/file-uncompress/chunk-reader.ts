const CUT_OFF = 'Unexpected end of data.'

/** Reads a stream by numbers of bytes. Its end in the midst of them is an Error, as the archive is cut off there. */
export class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Returns `length` bytes, or fewer at the end of the stream. */
  async take(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    let missing = length
    while (missing > 0 && (await this.#fill())) {
      const part = this.#shift(missing)
      parts.push(part)
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  async takeAll(length: number): Promise<Buffer> {
    const bytes = await this.take(length)
    if (bytes.length < length) throw new Error(CUT_OFF)
    return bytes
  }

  /** Yields the next `length` bytes. */
  async *pass(length: number): AsyncGenerator<Uint8Array> {
    let missing = length
    while (missing > 0) {
      if (!(await this.#fill())) throw new Error(CUT_OFF)
      const part = this.#shift(missing)
      missing -= part.length
      yield part
    }
  }

  async skip(length: number): Promise<void> {
    for await (const _part of this.pass(length)) continue
  }

  /** Returns the next bytes as they come; none at the end of the stream. */
  async chunk(): Promise<Uint8Array> {
    return (await this.#fill()) ? this.#shift(Infinity) : new Uint8Array()
  }

  /** Puts the last bytes of a chunk back. */
  giveBack(bytes: Uint8Array): void {
    this.#rest = Buffer.concat([bytes, this.#rest])
  }

  /** Reads to the end of the stream. */
  async drain(): Promise<void> {
    while (await this.#fill()) this.#rest = new Uint8Array()
  }

  /** Ends the stream where it is. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  /** Returns whether there are bytes left. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next()
      if (next.done === true) return false
      this.#rest = next.value
    }
    return true
  }

  #shift(length: number): Uint8Array {
    const part = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }
}
