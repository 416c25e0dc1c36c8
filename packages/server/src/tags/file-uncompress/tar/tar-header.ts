/** Bytes of a header, and what the content of a member is padded to. */
export const BLOCK_BYTES = 512

const SPACE = 0x20
const NAME = { from: 0, to: 100 } as const
const SIZE = { from: 124, to: 136 } as const
const CHECKSUM = { from: 148, to: 156 } as const
const KIND = 156
const MAGIC = { from: 257, to: 263 } as const
const NAME_PREFIX = { from: 345, to: 500 } as const

interface Range {
  readonly from: number
  readonly to: number
}

export interface TarHeader {
  /** Of no declared encoding. */
  readonly name: Uint8Array
  /** Of the content in the archive. */
  readonly size: number
  /** The letter of its kind; `\0` is the oldest one of files. */
  readonly kind: string
}

/** Returns undefined for a block that is no header. */
export function readTarHeader(block: Buffer): TarHeader | undefined {
  if (block.length < BLOCK_BYTES || !hasItsChecksum(block)) return undefined
  const size = numberIn(block, SIZE)
  if (size === undefined) return undefined
  return { name: nameIn(block), size, kind: block.toString('latin1', KIND, KIND + 1) }
}

/** A header contains the sum of its bytes, with spaces in place of the sum. Some packers took the bytes as signed. */
function hasItsChecksum(block: Buffer): boolean {
  const said = numberIn(block, CHECKSUM)
  const summed = Buffer.from(block).fill(SPACE, CHECKSUM.from, CHECKSUM.to)
  let sum = 0
  let signed = 0
  for (const byte of summed) {
    sum += byte
    signed += byte < 0x80 ? byte : byte - 0x100
  }
  return said === sum || said === signed
}

/** Octal digits, or for what they can't express base 256, with the highest bit of the first byte set. */
function numberIn(block: Buffer, { from, to }: Range): number | undefined {
  const first = block[from] ?? 0
  if (first < 0x80) {
    const digits = textIn(block, { from, to }).toString('latin1').trim()
    return /^[0-7]*$/.test(digits) ? Number.parseInt(`0${digits}`, 8) : undefined
  }
  let number = first & 0x7f
  for (const byte of block.subarray(from + 1, to)) number = number * 256 + byte
  return Number.isSafeInteger(number) ? number : undefined
}

/** POSIX has the first part of a long name in a field of its own; GNU keeps other things there. */
function nameIn(block: Buffer): Uint8Array {
  const name = textIn(block, NAME)
  const isPosix = block.toString('latin1', MAGIC.from, MAGIC.to) === 'ustar\0'
  const prefix = isPosix ? textIn(block, NAME_PREFIX) : Buffer.alloc(0)
  return prefix.length === 0 ? Buffer.from(name) : Buffer.concat([prefix, Buffer.from('/'), name])
}

/** What is before the first zero byte. */
export function textIn(bytes: Buffer, { from, to }: Range): Buffer {
  const end = bytes.subarray(from, to).indexOf(0)
  return bytes.subarray(from, end === -1 ? to : from + end)
}
