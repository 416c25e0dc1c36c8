import { Crc64 } from './crc64.ts'
import { DamagedBlobError, type ByteRange, type NamedBlob } from './storage.ts'

/** Holds what is read of a blob against its row: how many bytes there are and, when all of it is read, which. */
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

  /** Bytes that have to come yet. */
  get left(): number {
    return this.#left
  }

  /**
   * Each chunk in order, before it is given on: the last one is so only when all bytes are right. Throws
   * DamagedBlobError.
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

  /** Once no more come. Throws DamagedBlobError when some are lacking. */
  end(): void {
    if (this.#left > 0)
      throw new DamagedBlobError(this.#blob.id, { wrong: `lacks ${this.#left} bytes at its end` })
  }
}

/** All of so few bytes is read for a part of them: it costs a millisecond and finds a part that is not the right one. */
const SMALL_BYTES = 1024 * 1024

export function isPartOfSmall({ blob, range }: Part): boolean {
  return (
    range !== undefined && range.start !== range.end && blob.size <= SMALL_BYTES && blob.crc64 !== undefined
  )
}

interface Part {
  readonly blob: NamedBlob
  readonly range: ByteRange | undefined
}

/** The bytes of the range as `read` gives them, out of the whole blob where that is small. Throws what `read` throws. */
export async function* readRange(
  { blob, range }: Part,
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
