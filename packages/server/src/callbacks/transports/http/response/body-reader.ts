import { MAX_RESPONSE_BYTES } from '../../transport.ts'
import { parseChunkSize } from './chunk-size.ts'
import type { Framing } from './framing.ts'
import { Lines, type Bytes } from './lines.ts'

/** With its extensions. */
const MAX_CHUNK_LINE_BYTES = 1_024

type Stage = 'data' | 'chunk-size' | 'chunk-end' | 'trailers' | 'ended'

/** Reads the body of a response as its framing says, from bytes that arrive in pieces. */
export class BodyReader {
  /** Where the body ends is beyond doubt. */
  exact: boolean
  readonly #chunked: boolean
  readonly #trailers: Lines
  readonly #chunkLines = new Lines(MAX_CHUNK_LINE_BYTES)
  #stage: Stage
  /** Bytes of the body, or of its chunk, that have not arrived. */
  #missing: number
  readonly #kept: Buffer[] = []
  #keptBytes = 0

  constructor({ chunked, length, sure }: Framing, trailers: Lines) {
    this.exact = sure
    this.#chunked = chunked
    this.#trailers = trailers
    this.#missing = length
    this.#stage = chunked ? 'chunk-size' : length > 0 ? 'data' : 'ended'
  }

  get ended(): boolean {
    return this.#stage === 'ended'
  }

  /** It is complete but for its trailers, or lasts until the connection ends. */
  get mayBeComplete(): boolean {
    return this.#stage === 'trailers' || (this.#stage === 'data' && this.#missing === Infinity)
  }

  take(bytes: Bytes): void {
    switch (this.#stage) {
      case 'data':
        this.#takeData(bytes)
        break
      case 'chunk-size':
        this.#takeChunkSize(this.#nextChunkLine(bytes))
        break
      case 'chunk-end':
        this.#takeChunkEnd(this.#nextChunkLine(bytes))
        break
      case 'trailers':
        this.#takeTrailer(bytes)
        break
      case 'ended':
    }
  }

  /** Ends the reading where it is. */
  breakOff(): void {
    this.exact = false
    this.#stage = 'ended'
  }

  /** Returns what was read, at most `MAX_RESPONSE_BYTES`. */
  toBuffer(): Buffer {
    const [only = Buffer.alloc(0), ...more] = this.#kept
    return more.length === 0 ? only : Buffer.concat(this.#kept)
  }

  #takeData(bytes: Bytes): void {
    const end = Math.min(bytes.buffer.length, bytes.at + this.#missing)
    const data = bytes.buffer.subarray(bytes.at, end)
    const kept = data.subarray(0, MAX_RESPONSE_BYTES - this.#keptBytes)
    bytes.at = end
    this.#kept.push(kept)
    this.#keptBytes += kept.length
    this.#missing -= data.length
    if (kept.length < data.length) this.breakOff()
    else if (this.#missing === 0) this.#stage = this.#chunked ? 'chunk-end' : 'ended'
  }

  #takeChunkSize(line: string | undefined): void {
    if (line === undefined) return
    const chunk = parseChunkSize(line)
    if (!chunk) {
      this.breakOff()
      return
    }
    if (!chunk.exact) this.exact = false
    this.#missing = chunk.size
    this.#stage = chunk.size === 0 ? 'trailers' : 'data'
  }

  #takeChunkEnd(line: string | undefined): void {
    if (line === '') this.#stage = 'chunk-size'
    else if (line !== undefined) this.breakOff()
  }

  #takeTrailer(bytes: Bytes): void {
    const line = this.#trailers.next(bytes)
    if (this.#trailers.budget < 0) this.breakOff()
    else if (line === '') this.#stage = 'ended'
  }

  #nextChunkLine(bytes: Bytes): string | undefined {
    const line = this.#chunkLines.next(bytes)
    if (this.#chunkLines.budget < 0) this.breakOff()
    else if (line !== undefined) this.#chunkLines.budget = MAX_CHUNK_LINE_BYTES
    if (this.#chunkLines.bareLf) this.exact = false
    return line
  }
}
