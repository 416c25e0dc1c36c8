import { readFile } from 'node:fs/promises'
import { combineCrc64, Crc64, crc64Joiner } from '../crc64.ts'
import { isMissing } from './read-blob.ts'

/** A range of a blob is compared in whole blocks of so many bytes. */
export const BLOCK_BYTES = 1024 * 1024
const SUM_BYTES = 8

const withBlock = crc64Joiner(BLOCK_BYTES)

/** The CRC-64 of the bytes it is given in order, and that of each of their blocks. */
export class BlockSums {
  readonly #blocks: string[] = []
  /** Of all full blocks. */
  #whole = '0'
  #block = new Crc64()
  #inBlock = 0

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength;) {
      const piece = bytes.subarray(at, at + BLOCK_BYTES - this.#inBlock)
      this.#block.update(piece)
      this.#inBlock += piece.byteLength
      at += piece.byteLength
      if (this.#inBlock === BLOCK_BYTES) {
        const sum = this.#block.digest()
        this.#blocks.push(sum)
        this.#whole = withBlock(this.#whole, sum)
        this.#block = new Crc64()
        this.#inBlock = 0
      }
    }
  }

  /** Of all, as unsigned decimal. */
  digest(): string {
    const last = this.#block.digest()
    return this.#blocks.length === 0 ? last : combineCrc64(this.#whole, last, this.#inBlock)
  }

  /** The file beside a blob: a sum for each block, and one of these sums. `undefined` for a blob of a single block. */
  encode(): Buffer | undefined {
    const sums = this.#inBlock > 0 ? [...this.#blocks, this.#block.digest()] : this.#blocks
    if (sums.length < 2) return undefined
    const bytes = Buffer.allocUnsafe((sums.length + 1) * SUM_BYTES)
    sums.forEach((sum, at) => bytes.writeBigUInt64LE(BigInt(sum), at * SUM_BYTES))
    bytes.writeBigUInt64LE(sumOf(bytes.subarray(0, -SUM_BYTES)), sums.length * SUM_BYTES)
    return bytes
  }
}

export function blockSumsPath(blob: string): string {
  return `${blob}.sums`
}

/** The sum of each block; `undefined` when there are none, or they are damaged themselves. */
export async function readBlockSums(blob: string, size: number): Promise<BigUint64Array | undefined> {
  const bytes = await readFile(blockSumsPath(blob)).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  const count = Math.ceil(size / BLOCK_BYTES)
  if (bytes?.byteLength !== (count + 1) * SUM_BYTES) return undefined
  if (bytes.readBigUInt64LE(count * SUM_BYTES) !== sumOf(bytes.subarray(0, -SUM_BYTES))) return undefined
  return BigUint64Array.from({ length: count }, (_, at) => bytes.readBigUInt64LE(at * SUM_BYTES))
}

/** Of no more than some kilobytes. */
function sumOf(bytes: Uint8Array): bigint {
  const crc64 = new Crc64()
  crc64.update(bytes)
  return BigInt(crc64.digest())
}
