import { crc32 } from 'node:zlib'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { MediaRefusal } from '../../media/refusal.ts'
import { shownName, decodeName, type RawName } from './member-name.ts'
import { UnpackedFiles, type Unpacking } from './unpacking.ts'

const DEFLATED = 8
const STORED = 0
/** The high byte of `versionMadeBy` of archives whose attributes hold a Unix mode. */
const MADE_ON_UNIX = 3
const FILE_KIND = 0o170000
const REGULAR = 0o100000
const DIRECTORY = 0o040000
/** The field in which Info-ZIP says the name in UTF-8: a version, the CRC-32 of the plain name, the name. */
const UNICODE_PATH = 0x7075

export async function unpackZip(unpacking: Unpacking): Promise<UnpackedFiles> {
  const { archive, meter, report } = unpacking
  const zip = await openPromise(archive, { autoClose: false, decodeStrings: false, validateEntrySizes: true })
  try {
    meter.checkMembers(zip.entryCount)
    const unpacked = new UnpackedFiles(unpacking)
    for await (const entry of zip.eachEntry()) {
      meter.countMember()
      await unpackEntry(zip, entry, { unpacked, unpacking })
      report((zip.entriesRead / zip.entryCount) * 100)
    }
    return unpacked
  } finally {
    zip.close()
  }
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  { unpacked, unpacking }: { readonly unpacked: UnpackedFiles; readonly unpacking: Unpacking },
): Promise<void> {
  const { meter, report } = unpacking
  const rawName = nameOf(entry)
  const key = unpacked.keyOf(rawName)
  const name = decodeName(rawName)
  const kind = kindOf(entry, name)
  if (kind === 'directory') return
  if (kind === 'other') {
    unpacked.leaveOut()
    return
  }
  rejectUnreadable(entry, name)
  let sum = 0
  const bytes = await zip.openReadStreamPromise(entry)
  await unpacked.write(key, bytes, (chunk) => {
    meter.countBytes(chunk.byteLength)
    sum = crc32(chunk, sum)
    report((zip.entriesRead / zip.entryCount) * 100)
  })
  if (sum === entry.crc32) return
  const message = `The zip archive is damaged: the checksum of ${shownName(name)} is wrong.`
  throw new MediaRefusal('ResourceNotSupported', message)
}

function nameOf({ fileNameRaw, extraFields }: Entry): RawName {
  const field = extraFields.find(({ id }) => id === UNICODE_PATH)?.data
  const isCurrent =
    field && field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(fileNameRaw)
  return isCurrent ? field.subarray(5) : fileNameRaw
}

function kindOf(
  { versionMadeBy, externalFileAttributes }: Entry,
  name: string,
): 'file' | 'directory' | 'other' {
  if (/[/\\]$/.test(name)) return 'directory'
  const kind = versionMadeBy >>> 8 === MADE_ON_UNIX ? (externalFileAttributes >>> 16) & FILE_KIND : 0
  if (kind === DIRECTORY) return 'directory'
  return kind === 0 || kind === REGULAR ? 'file' : 'other'
}

function rejectUnreadable(entry: Entry, name: string): void {
  const { compressionMethod } = entry
  if (entry.isEncrypted()) {
    const message = `The member ${shownName(name)} is encrypted; encrypted archives are not unpacked here.`
    throw new MediaRefusal('ResourceNotSupported', message)
  }
  if (compressionMethod === STORED || compressionMethod === DEFLATED) return
  const message = `The member ${shownName(name)} is compressed with method ${compressionMethod}; 0 (none) and 8 (deflate) are unpacked here.`
  throw new MediaRefusal('ResourceNotSupported', message)
}
