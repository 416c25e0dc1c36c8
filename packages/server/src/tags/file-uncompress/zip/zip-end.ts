import type { FileHandle } from 'node:fs/promises'
import { MediaRefusal } from '../../../media/refusal.ts'
import { readAt, signatureAt, uint64At } from './read-at.ts'

const END = { signature: 0x06054b50, bytes: 22 } as const
const LOCATOR = { signature: 0x07064b50, bytes: 20 } as const
const END_64 = { signature: 0x06064b50, bytes: 56 } as const
const DIRECTORY_SIGNATURE = 0x02014b50
/** A comment has 64 KiB at most, but what was appended to an archive, a signature or zeros say, may have more. */
const SEARCHED_BYTES = 1024 ** 2
/** What was appended has few signatures by chance; a hostile one is nothing but signatures. */
const MAX_SIGNATURES = 1000
/** In fields of 16 bits: see the record of zip64. */
const ELSEWHERE = 0xffff

/** Where the central directory of a zip archive is in its file. */
export interface ZipEnd {
  readonly directory: { readonly start: number; readonly end: number }
  /** Bytes before the archive, a program that unpacks it say, which the offsets in it do not count. */
  readonly leadingBytes: number
  /** Of members. Some packers give only the low 16 bits. */
  readonly count: number
}

/** What an end record says, be it the old one or that of zip64. */
interface EndRecord {
  /** In the file, of the record that the directory precedes. */
  readonly at: number
  readonly count: number
  readonly bytes: number
  readonly offset: number
  readonly isSplit: boolean
}

/**
 * Returns the last end record that a central directory belongs to, whatever follows it.
 * @throws {MediaRefusal} for a split archive.
 */
export async function findZipEnd(file: FileHandle): Promise<ZipEnd | undefined> {
  const { size } = await file.stat()
  const from = Math.max(0, size - SEARCHED_BYTES)
  const tail = await readAt(file, from, size - from)
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(END.signature)
  let at = tail.lastIndexOf(signature)
  for (let tried = 0; at !== -1 && tried < MAX_SIGNATURES; tried += 1) {
    const end = at + END.bytes <= tail.length ? await checkEnd(file, from + at) : undefined
    if (end) return end
    at = at === 0 ? -1 : tail.lastIndexOf(signature, at - 1)
  }
  return undefined
}

async function checkEnd(file: FileHandle, at: number): Promise<ZipEnd | undefined> {
  const record = await readEnd(file, at)
  const start = await directoryStart(file, record)
  if (start === undefined) return undefined
  if (record.isSplit) throw splitArchive()
  const { count, bytes, offset } = record
  return { directory: { start, end: start + bytes }, leadingBytes: start - offset, count }
}

/** Returns undefined if there is no directory where the record says, counted from either end of the archive. */
async function directoryStart(
  file: FileHandle,
  { at, count, bytes, offset }: EndRecord,
): Promise<number | undefined> {
  if (count === 0 && bytes === 0) return offset === at ? offset : undefined
  for (const start of [at - bytes, offset])
    if (start >= offset && (await signatureAt(file, start)) === DIRECTORY_SIGNATURE) return start
  return undefined
}

async function readEnd(file: FileHandle, at: number): Promise<EndRecord> {
  const record = await readAt(file, at, END.bytes)
  const disks = [record.readUInt16LE(4), record.readUInt16LE(6)]
  const old = {
    at,
    count: record.readUInt16LE(10),
    bytes: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
    isSplit: disks.some((disk) => disk !== 0 && disk !== ELSEWHERE),
  }
  return (await readEnd64(file, at)) ?? old
}

/** Returns what stands before the old end record if that is too small for the archive. */
async function readEnd64(file: FileHandle, endAt: number): Promise<EndRecord | undefined> {
  const locatorAt = endAt - LOCATOR.bytes
  if ((await signatureAt(file, locatorAt)) !== LOCATOR.signature) return undefined
  const locator = await readAt(file, locatorAt, LOCATOR.bytes)
  const isSplit = locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1
  for (const at of [uint64At(locator, 8), locatorAt - END_64.bytes]) {
    if ((await signatureAt(file, at)) !== END_64.signature) continue
    const record = await readAt(file, at, END_64.bytes)
    return {
      at,
      count: uint64At(record, 32),
      bytes: uint64At(record, 40),
      offset: uint64At(record, 48),
      isSplit: isSplit || record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0,
    }
  }
  return undefined
}

export function splitArchive(): MediaRefusal {
  const message = 'The zip archive is split into parts; only whole archives are unpacked here.'
  return new MediaRefusal('ResourceNotSupported', message)
}
