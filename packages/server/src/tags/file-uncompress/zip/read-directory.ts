import { crc32 } from 'node:zlib'
import type { ChunkReader } from '../chunk-reader.ts'
import { decode, type RawName } from '../names/name-decoder.ts'
import { uint64At } from './read-at.ts'
import type { ZipEnd } from './zip-end.ts'

const HEADER = { signature: 0x02014b50, bytes: 46 } as const
/** Behind the last header of a signed directory. */
const DIGITAL_SIGNATURE = 0x05054b50
const NAME_IS_UTF8 = 0x800
/** The field in which Info-ZIP says the name in UTF-8: a version, the CRC-32 of the plain name, the name. */
const UNICODE_PATH = 0x7075
/** The field of what is too large for its own: whatever has the value ELSEWHERE, in the order of the header. */
const ZIP64 = 0x0001
const ELSEWHERE = 0xffffffff
/** The high byte of what says by which system a member was made: DOS, OS/2, both numbers of Windows NT, VFAT. */
const DOS_AND_WINDOWS: readonly number[] = [0, 6, 10, 11, 14]

export interface ZipEntry {
  readonly name: RawName
  readonly madeOn: number
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly compressedBytes: number
  readonly bytes: number
  readonly attributes: number
  /** Of the local header, in the file. */
  readonly offset: number
}

/** Yields the entries of the central directory, with which the reader begins; more than it counts, if there are. */
export async function* readDirectory(reader: ChunkReader, end: ZipEnd): AsyncGenerator<ZipEntry> {
  let at = end.directory.start
  let count = 0
  while (at < end.directory.end) {
    const header = await reader.take(HEADER.bytes)
    if (beginsWith(header, DIGITAL_SIGNATURE)) break
    if (header.length < HEADER.bytes || !beginsWith(header, HEADER.signature))
      throw new Error('The central directory is damaged.')
    const more = await reader.takeAll(header.readUInt16LE(28) + header.readUInt16LE(30))
    const commentBytes = header.readUInt16LE(32)
    await reader.skip(commentBytes)
    yield toEntry(header, { more, leadingBytes: end.leadingBytes })
    count += 1
    at += HEADER.bytes + more.length + commentBytes
  }
  if (count < end.count) throw new Error('The central directory is cut off.')
}

function beginsWith(record: Buffer, signature: number): boolean {
  return record.length >= 4 && record.readUInt32LE(0) === signature
}

function toEntry(
  header: Buffer,
  { more, leadingBytes }: { readonly more: Buffer; readonly leadingBytes: number },
): ZipEntry {
  const plainName = more.subarray(0, header.readUInt16LE(28))
  const fields = readExtraFields(more.subarray(plainName.length))
  const [bytes = 0, compressedBytes = 0, offset = 0] = largeNumbers(
    [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)],
    fields.get(ZIP64),
  )
  const flags = header.readUInt16LE(8)
  const madeOn = header.readUInt16LE(4) >>> 8
  return {
    name: nameOf(plainName, { field: fields.get(UNICODE_PATH), flags, madeOn }),
    madeOn,
    flags,
    method: header.readUInt16LE(10),
    crc32: header.readUInt32LE(16),
    compressedBytes,
    bytes,
    attributes: header.readUInt32LE(38),
    offset: offset + leadingBytes,
  }
}

/** Returns fields by their ids. Some packers pad or cut them: what is not whole is ignored. */
function readExtraFields(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>()
  let at = 0
  while (at + 4 <= bytes.length) {
    const id = bytes.readUInt16LE(at)
    const end = at + 4 + bytes.readUInt16LE(at + 2)
    if (end > bytes.length) break
    if (!fields.has(id)) fields.set(id, bytes.subarray(at + 4, end))
    at = end
  }
  return fields
}

function largeNumbers(numbers: readonly number[], field: Buffer | undefined): readonly number[] {
  let at = 0
  return numbers.map((number) => {
    if (number !== ELSEWHERE || !field) return number
    if (at + 8 > field.length) throw new Error('The zip64 field of a member is cut off.')
    at += 8
    return uint64At(field, at - 8)
  })
}

interface Naming {
  readonly field: Buffer | undefined
  readonly flags: number
  readonly madeOn: number
}

function nameOf(plain: Buffer, { field, flags, madeOn }: Naming): RawName {
  const isCurrent = field && field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(plain)
  const declared = isCurrent ? field.subarray(5) : (flags & NAME_IS_UTF8) !== 0 ? plain : undefined
  const text = declared && decode(declared, 'utf-8')
  return text ?? { bytes: plain, packer: DOS_AND_WINDOWS.includes(madeOn) ? 'dos' : 'other' }
}
