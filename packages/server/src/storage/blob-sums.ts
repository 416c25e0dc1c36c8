import { createHash } from 'node:crypto'
import { abortableBytes } from './abortable-bytes.ts'
import { Crc64 } from './crc64.ts'
import { BlobTooLargeError, type StagedBlob } from './storage.ts'

/** Size, MD5 and CRC-64 of bytes that it is given in order. */
export class BlobSums {
  readonly #md5 = createHash('md5')
  readonly #crc64: Pick<Crc64, 'update' | 'digest'>
  #size = 0

  /** With a `crc64` of the caller's, which then has more to return than the sum. */
  constructor(crc64: Pick<Crc64, 'update' | 'digest'> = new Crc64()) {
    this.#crc64 = crc64
  }

  /** Call it once for each chunk. Throws BlobTooLargeError above `maxBytes`. */
  count(chunk: Uint8Array, maxBytes: number): void {
    this.#size += chunk.byteLength
    if (this.#size > maxBytes) throw new BlobTooLargeError(`There are more than ${maxBytes} bytes.`)
  }

  /** Call it once for each chunk that was counted. */
  hash(chunk: Uint8Array): void {
    this.#md5.update(chunk)
    this.#crc64.update(chunk)
  }

  /** Call it once, after the last chunk. */
  result(): Omit<StagedBlob, 'id'> {
    return { size: this.#size, md5: this.#md5.digest('hex'), crc64: this.#crc64.digest() }
  }
}

/** The same chunks, which `sums` counts and hashes. Throws what `count` throws, and the reason of `signal`. */
export async function* summed(
  bytes: AsyncIterable<Uint8Array>,
  { sums, maxBytes }: { readonly sums: BlobSums; readonly maxBytes: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of abortableBytes(bytes, signal)) {
    sums.count(chunk, maxBytes)
    sums.hash(chunk)
    yield chunk
  }
}
