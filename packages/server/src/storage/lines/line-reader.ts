/** No key and no line of an inventory is longer; bytes. */
const LONGEST_LINE = 16 * 1024
const NEWLINE = 10

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError'
}

export interface TextLine {
  readonly text: string
  /** Of the text, where the next line begins. */
  readonly nextByte: number
}

/** Lines of a text of any size, a few at a time: no more of it is held than a chunk and a line. */
export class LineReader implements AsyncDisposable {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #close: () => void
  #rest: Uint8Array = new Uint8Array()
  #byte: number
  #ended = false

  /** `chunks` are the bytes from `byte` on, where a line begins; `close` ends them early. */
  constructor(chunks: AsyncIterable<Uint8Array>, byte: number, close: () => void) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#byte = byte
    this.#close = close
  }

  /** True once the last line was read. */
  get ended(): boolean {
    return this.#ended
  }

  /** At most `limit` lines, fewer at the end only. Throws LineTooLongError, and what the chunks throw. */
  async next(limit: number): Promise<readonly TextLine[]> {
    const lines: TextLine[] = []
    while (lines.length < limit && !this.#ended) {
      const at = this.#rest.indexOf(NEWLINE)
      if (at !== -1) lines.push(this.#take(at, at + 1))
      else if (this.#rest.length > LONGEST_LINE) throw new LineTooLongError()
      else if (!(await this.#more())) {
        this.#ended = true
        if (this.#rest.length > 0) lines.push(this.#take(this.#rest.length, this.#rest.length))
      }
    }
    return lines
  }

  #take(length: number, used: number): TextLine {
    if (length > LONGEST_LINE) throw new LineTooLongError()
    const text = Buffer.from(this.#rest.subarray(0, length)).toString('utf8').trim()
    this.#rest = this.#rest.subarray(used)
    this.#byte += used
    return { text, nextByte: this.#byte }
  }

  /** False at the end. */
  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    const { value } = next
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value])
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close()
    await this.#chunks.return?.().catch(() => undefined)
  }
}
