import { createHash } from 'node:crypto'
import { abortableBytes } from './abortable-bytes.ts'
import { Crc64 } from './crc64.ts'
import { BlobTooLargeError, type StagedBlob } from './storage.ts'

/** Size, MD5 and CRC-64 of bytes that are shown to it in order. */
export class BlobSums {
  readonly #md5 = createHash('md5')
  readonly #crc64: Pick<Crc64, 'update' | 'digest'>
  #size = 0

  /** `crc64` when its maker wants more of it than the sum. */
  constructor(crc64: Pick<Crc64, 'update' | 'digest'> = new Crc64()) {
    this.#crc64 = crc64
  }

  /** Each chunk once; throws BlobTooLargeError when there are more than `maxBytes` now. */
  count(chunk: Uint8Array, maxBytes: number): void {
    this.#size += chunk.byteLength
    if (this.#size > maxBytes) throw new BlobTooLargeError(`There are more than ${maxBytes} bytes.`)
  }

  /** Each chunk once, after it was counted. */
  hash(chunk: Uint8Array): void {
    this.#md5.update(chunk)
    this.#crc64.update(chunk)
  }

  /** Once, after the last chunk. */
  result(): Omit<StagedBlob, 'id'> {
    return { size: this.#size, md5: this.#md5.digest('hex'), crc64: this.#crc64.digest() }
  }
}

/** The same chunks, shown to `sums` as they pass by. Throws what `count` throws, and what `signal` aborts with. */
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
