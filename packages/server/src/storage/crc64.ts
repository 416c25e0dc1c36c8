import { crc64Program, LAYOUT } from './crc64-program.ts'
import type { PartBlob } from './storage.ts'

// CRC-64/XZ: ECMA-182 reflected, start value and final XOR all ones. What the protocol calls crc64ecma.
const POLYNOMIAL = 0xc96c5795d7870f42n
const ALL_ONES = 0xffffffffffffffffn

/** The CRC-64 of the bytes it is given: 1.3 to 1.8 GB/s, half again as fast as 32-bit arithmetic. */
export class Crc64 {
  #sum = ALL_ONES

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; at += LAYOUT.dataBytes) {
      const piece = bytes.subarray(at, at + LAYOUT.dataBytes)
      program.data.set(piece)
      this.#sum = program.update(this.#sum, piece.byteLength)
    }
  }

  /** The value so far as unsigned decimal, as the protocol writes it. */
  digest(): string {
    return (this.#sum ^ ALL_ONES).toString()
  }
}

/** The CRC of `first` followed by `second`, from their CRCs and the length of `second` in bytes alone. */
export function combineCrc64(first: string, second: string, secondLength: number): string {
  return crc64Joiner(secondLength)(first, second)
}

/** The same for many pieces of one length, whose shift is computed once: it costs more than the rest. */
export function crc64Joiner(secondLength: number): (first: string, second: string) => string {
  // Following zero bytes multiply the first CRC by x^(8 n) modulo the polynomial; start and final XOR cancel out.
  const shift = powerOfX(BigInt(secondLength) * 8n)
  return (first, second) => (multiply(BigInt(first), shift) ^ BigInt(second)).toString()
}

/** The size and sum of `parts` in order as one blob. */
export function combinedBlob(parts: readonly PartBlob[]): Omit<PartBlob, 'id'> {
  let size = 0
  let crc64 = '0'
  for (const part of parts) {
    crc64 = combineCrc64(crc64, part.crc64, part.size)
    size += part.size
  }
  return { size, crc64 }
}

/** In the reflected form the top bit is x^0. */
const ONE = 1n << 63n

function multiply(a: bigint, b: bigint): bigint {
  let product = 0n
  let term = b
  for (let bit = ONE; bit !== 0n; bit >>= 1n) {
    if ((a & bit) !== 0n) product ^= term
    term = (term & 1n) === 0n ? term >> 1n : (term >> 1n) ^ POLYNOMIAL
  }
  return product
}

function powerOfX(exponent: bigint): bigint {
  let result = ONE
  let square = ONE >> 1n
  for (let rest = exponent; rest !== 0n; rest >>= 1n) {
    if ((rest & 1n) !== 0n) result = multiply(result, square)
    square = multiply(square, square)
  }
  return result
}

const program = startProgram()

interface Program {
  /** The memory for the next bytes. */
  readonly data: Uint8Array
  /** Returns the sum with `length` more bytes, those of `data`. */
  readonly update: (sum: bigint, length: number) => bigint
}

function startProgram(): Program {
  const { memory, update } = new WebAssembly.Instance(new WebAssembly.Module(crc64Program())).exports
  if (!(memory instanceof WebAssembly.Memory) || typeof update !== 'function') {
    throw new Error('the program for CRC-64 does not export what it should')
  }
  fillTables(memory.buffer)
  const { data, dataBytes } = LAYOUT
  return {
    data: new Uint8Array(memory.buffer, data, dataBytes),
    update(sum, length) {
      const grown: unknown = Reflect.apply(update, undefined, [sum, data, data + length])
      if (typeof grown !== 'bigint') throw new Error('the program for CRC-64 gave no sum')
      return BigInt.asUintN(64, grown)
    },
  }
}

function fillTables(memory: ArrayBuffer): void {
  const lanes = new BigUint64Array(memory, LAYOUT.lanes, 8 * 256)
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1n) === 0n ? crc >> 1n : (crc >> 1n) ^ POLYNOMIAL
    lanes[byte] = crc
  }
  for (let index = 256; index < lanes.length; index += 1) {
    const crc = lanes[index - 256] ?? 0n
    lanes[index] = (lanes[Number(crc & 0xffn)] ?? 0n) ^ (crc >> 8n)
  }
  const shifts = new BigUint64Array(memory, LAYOUT.shifts, 8 * 256)
  const behind = powerOfX(BigInt(LAYOUT.streamBytes) * 8n)
  for (let index = 0; index < shifts.length; index += 1) {
    const byte = index & 0xff
    const lowest = byte & -byte
    // The CRC is linear: an entry is the sum of the entries of its bits.
    shifts[index] =
      byte === lowest
        ? multiply(BigInt(byte) << BigInt((index >> 8) * 8), behind)
        : (shifts[index - lowest] ?? 0n) ^ (shifts[index - byte + lowest] ?? 0n)
  }
}
