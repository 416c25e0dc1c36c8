import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { NamedBlob, Storage } from '../storage.ts'
import { LineReader, type TextLine } from './line-reader.ts'

/** Blobs that are kept open; one more closes the one that was read longest ago. */
const MAX_OPEN = 4

/** A blob that holds text. */
export interface TextBlob extends NamedBlob {
  readonly isGzip: boolean
}

interface OpenBlob {
  readonly reader: LineReader
  /** Which blob, and where its next line begins. */
  readonly position: string
}

export interface LinesRequest {
  /** Who reads: one blob at a time. */
  readonly readerId: string
  readonly blob: TextBlob
  /** Of the text, where a line begins. */
  readonly byte: number
  readonly limit: number
}

export interface ReadLines {
  readonly lines: readonly TextLine[]
  /** Nothing follows in the blob. */
  readonly ended: boolean
}

/**
 * Reads text blobs a few lines at a time. They are kept open in between, as what is compressed has to be read from its
 * beginning. A request that does not begin where the reader's last one ended opens the blob anew.
 */
export class BlobLines implements AsyncDisposable {
  readonly #storage: Pick<Storage, 'read' | 'compare'>
  readonly #open = new Map<string, OpenBlob>()
  readonly #closed = new AbortController()

  constructor(storage: Pick<Storage, 'read' | 'compare'>) {
    this.#storage = storage
  }

  /** At most `limit` lines. Throws LineTooLongError, and what reading throws; the blob is closed then. */
  async read({ readerId, blob, byte, limit }: LinesRequest): Promise<ReadLines> {
    const reader = await this.#take(readerId, blob, byte)
    try {
      const lines = await reader.next(limit)
      const position = positionOf(blob, lines.at(-1)?.nextByte ?? byte)
      if (reader.ended) await reader[Symbol.asyncDispose]()
      else await this.#keep(readerId, { reader, position })
      return { lines, ended: reader.ended }
    } catch (error) {
      await reader[Symbol.asyncDispose]()
      throw error
    }
  }

  async #take(readerId: string, blob: TextBlob, byte: number): Promise<LineReader> {
    const open = this.#open.get(readerId)
    this.#open.delete(readerId)
    if (open?.position === positionOf(blob, byte)) return open.reader
    await open?.reader[Symbol.asyncDispose]()
    // Before the first line is used: what the sum of the last bytes tells would come too late.
    if (byte === 0 && blob.crc64 !== undefined)
      await this.#storage.compare(blob, 'bytes', this.#closed.signal)
    return openLines(this.#storage, blob, byte)
  }

  async #keep(readerId: string, blob: OpenBlob): Promise<void> {
    this.#open.set(readerId, blob)
    const [oldest] = this.#open.keys()
    if (this.#open.size > MAX_OPEN && oldest !== undefined) await this.close(oldest)
  }

  async close(readerId: string): Promise<void> {
    const open = this.#open.get(readerId)
    this.#open.delete(readerId)
    await open?.reader[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort()
    for (const readerId of [...this.#open.keys()]) await this.close(readerId)
  }
}

function positionOf({ id }: TextBlob, byte: number): string {
  return `${id} ${byte}`
}

/** The lines of a blob from a byte of its text on. */
function openLines(storage: Pick<Storage, 'read'>, blob: TextBlob, byte: number): LineReader {
  const stop = new AbortController()
  const { size, isGzip } = blob
  const close = (): void => stop.abort()
  if (!isGzip) {
    const start = Math.min(byte, size)
    const bytes = start === size ? none() : storage.read(blob, { start, end: size }, stop.signal)
    return new LineReader(bytes, byte, close)
  }
  const text = createGunzip()
  // What goes wrong on the way is thrown to the reader of `text`.
  pipeline(storage.read(blob, undefined, stop.signal), text, () => undefined)
  return new LineReader(after(text, byte), byte, () => {
    stop.abort()
    text.destroy()
  })
}

async function* none(): AsyncGenerator<Uint8Array, void> {
  // No bytes at all.
}

async function* after(bytes: AsyncIterable<unknown>, skipped: number): AsyncGenerator<Uint8Array, void> {
  let left = skipped
  for await (const chunk of bytes) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a file is read as bytes')
    if (left < chunk.byteLength) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.byteLength)
  }
}
