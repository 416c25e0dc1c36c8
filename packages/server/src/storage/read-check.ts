import { Crc64 } from './crc64.ts'
import { DamagedBlobError, type ByteRange, type NamedBlob } from './storage.ts'

export interface BlobRange {
  readonly blob: NamedBlob
  /** `undefined`: all of it. */
  readonly range: ByteRange | undefined
}

/** Compares what is read of a blob with its row: the number of bytes and, when all of it is read, their sum. */
export class ReadCheck {
  readonly #blob: NamedBlob
  readonly #crc64: Crc64 | undefined
  #left: number

  constructor(blob: NamedBlob, range: ByteRange | undefined) {
    const { start, end } = range ?? { start: 0, end: blob.size }
    this.#blob = blob
    this.#left = end - start
    this.#crc64 = this.#left === blob.size && blob.crc64 !== undefined ? new Crc64() : undefined
  }

  /** Bytes that are still to come. */
  get left(): number {
    return this.#left
  }

  /**
   * Call it with each chunk in order, before the chunk is passed on: the last one may be only when all bytes are right.
   * Throws DamagedBlobError.
   */
  take(chunk: Uint8Array): void {
    this.#left -= chunk.byteLength
    if (this.#left < 0)
      throw new DamagedBlobError(this.#blob.id, { wrong: 'has more bytes than its row says' })
    if (!this.#crc64) return
    this.#crc64.update(chunk)
    if (this.#left === 0 && this.#crc64.digest() !== this.#blob.crc64) {
      throw new DamagedBlobError(this.#blob.id, { wrong: 'has other bytes than those that were kept' })
    }
  }

  /** Call it when no more chunks come. Throws DamagedBlobError when bytes are missing. */
  end(): void {
    if (this.#left > 0)
      throw new DamagedBlobError(this.#blob.id, { wrong: `lacks ${this.#left} bytes at its end` })
  }
}

/** Of a blob up to this size all is read for any range: it costs a millisecond and finds every damage. */
const SMALL_BYTES = 1024 * 1024

export function isPartOfSmall({ blob, range }: BlobRange): boolean {
  return (
    range !== undefined && range.start !== range.end && blob.size <= SMALL_BYTES && blob.crc64 !== undefined
  )
}

/** The bytes of the range, cut out of the whole blob where that is small. Throws what `read` throws. */
export async function* readRange(
  { blob, range }: BlobRange,
  read: (range: ByteRange | undefined) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  if (!range || !isPartOfSmall({ blob, range })) {
    yield* read(range)
    return
  }
  const whole = Buffer.concat(await Array.fromAsync(read(undefined)))
  yield whole.subarray(range.start, range.end)
}

/** Throws DamagedBlobError unless the blob has as many bytes as its row says. */
export function requireSize({ id, size }: NamedBlob, found: number): void {
  if (found !== size)
    throw new DamagedBlobError(id, { wrong: `has ${found} bytes and not the ${size} of its row` })
}
