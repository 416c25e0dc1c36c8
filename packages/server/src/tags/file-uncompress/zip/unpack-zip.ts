import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { MediaRefusal } from '../../../media/refusal.ts'
import { ChunkReader } from '../chunk-reader.ts'
import { inflateFrom } from '../inflate-from.ts'
import { isDirectoryName, shownName } from '../names/member-name.ts'
import { UnpackedFiles, type Unpacking } from '../unpacking.ts'
import { readAt, signatureAt } from './read-at.ts'
import { readDirectory, type ZipEntry } from './read-directory.ts'
import { DEFLATED, rejectUnreadable } from './reject-unreadable.ts'
import { findZipEnd, splitArchive, type ZipEnd } from './zip-end.ts'

const LOCAL = { signature: 0x04034b50, bytes: 30 } as const
/** What the first part of a split archive begins with, also where all parts were joined. */
const SPLIT_SIGNATURE = 0x08074b50
const HEADERS_ARE_MASKED = 0x2000
/** The high byte of `version made by` of archives whose attributes hold a Unix mode. */
const UNIX = 3
const FILE_KIND = 0o170000
const REGULAR = 0o100000
const DIRECTORY = 0o040000

interface UnpackingZip extends Unpacking {
  readonly file: FileHandle
  readonly fileBytes: number
  readonly unpacked: UnpackedFiles
}

export async function unpackZip(unpacking: Unpacking): Promise<UnpackedFiles> {
  await using file = await open(unpacking.archive)
  const end = await findEnd(file)
  unpacking.meter.checkMembers(end.count)
  const unpacked = new UnpackedFiles(unpacking)
  const { size } = await file.stat()
  const directory = createReadStream(unpacking.archive, { start: end.directory.start })
  let count = 0
  try {
    for await (const entry of readDirectory(new ChunkReader(directory), end)) {
      unpacking.meter.countMember()
      await unpackEntry(entry, { ...unpacking, file, fileBytes: size, unpacked })
      count += 1
      unpacking.report((count / Math.max(end.count, count)) * 100)
    }
  } finally {
    directory.destroy()
  }
  return unpacked
}

async function findEnd(file: FileHandle): Promise<ZipEnd> {
  const end = await findZipEnd(file)
  const first = await signatureAt(file, 0)
  if (end) {
    // An archive of a stored archive that is cut off, or one archive after another: what is found is not all of it.
    if (end.leadingBytes > 0 && first === LOCAL.signature)
      throw new Error('It begins with members that are not in its central directory.')
    return end
  }
  if (first === SPLIT_SIGNATURE) throw splitArchive()
  if (first === LOCAL.signature && (await areHeadersMasked(file)))
    throw refusal('The central directory is encrypted; encrypted archives are not unpacked here.')
  throw new Error('There is no central directory at its end, so it is cut off or one part of several.')
}

async function areHeadersMasked(file: FileHandle): Promise<boolean> {
  const header = await readAt(file, 0, LOCAL.bytes)
  return (header.readUInt16LE(6) & HEADERS_ARE_MASKED) !== 0
}

async function unpackEntry(entry: ZipEntry, unpacking: UnpackingZip): Promise<void> {
  const { unpacked, meter } = unpacking
  const kind = kindOf(entry)
  if (kind === 'directory') return
  if (kind === 'link') {
    unpacked.leaveOut('link', entry.name)
    return
  }
  rejectUnreadable(entry, () => unpacked.textOf(entry.name))
  let sum = 0
  let bytes = 0
  const content = contentOf(entry, unpacking, await contentStart(entry, unpacking))
  await unpacked.write(entry.name, content, (chunk) => {
    meter.countBytes(chunk.byteLength)
    sum = crc32(chunk, sum)
    bytes += chunk.byteLength
    if (bytes > entry.bytes) throw damaged(entry, { unpacked, what: 'size' })
  })
  if (bytes !== entry.bytes) throw damaged(entry, { unpacked, what: 'size' })
  if (sum !== entry.crc32) throw damaged(entry, { unpacked, what: 'checksum' })
}

function kindOf({ name, madeOn, attributes }: ZipEntry): 'file' | 'directory' | 'link' {
  const endsWithSlash = typeof name === 'string' ? isDirectoryName(name) : name.bytes.at(-1) === 0x2f
  if (endsWithSlash) return 'directory'
  const kind = madeOn === UNIX ? (attributes >>> 16) & FILE_KIND : 0
  if (kind === DIRECTORY) return 'directory'
  return kind === 0 || kind === REGULAR ? 'file' : 'link'
}

/** Returns where the bytes are in the file: behind a local header, which may say less than the central directory. */
async function contentStart(
  { offset, compressedBytes }: ZipEntry,
  { file, fileBytes }: UnpackingZip,
): Promise<number> {
  const header = await readAt(file, offset, LOCAL.bytes)
  if (header.readUInt32LE(0) !== LOCAL.signature) throw new Error('A local header is missing.')
  const start = offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (start + compressedBytes > fileBytes) throw new Error('Unexpected end of data.')
  return start
}

function contentOf(
  { method, compressedBytes }: ZipEntry,
  { archive }: UnpackingZip,
  start: number,
): AsyncIterable<Uint8Array> {
  if (compressedBytes === 0) return Readable.from([])
  const source = createReadStream(archive, { start, end: start + compressedBytes - 1 })
  return method === DEFLATED ? inflated(source) : source
}

/** The source has more bytes if what is compressed ends before its time. */
async function* inflated(source: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* inflateFrom(new ChunkReader(source))
  } finally {
    source.destroy()
  }
}

function damaged(
  { name }: ZipEntry,
  { unpacked, what }: { readonly unpacked: UnpackedFiles; readonly what: string },
): MediaRefusal {
  return refusal(`The zip archive is damaged: the ${what} of ${shownName(unpacked.textOf(name))} is wrong.`)
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
