import { open, type FileHandle } from 'node:fs/promises'
import { MediaRefusal } from '../../media/refusal.ts'
import { BLOCK_BYTES, readTarHeader } from './tar/tar-header.ts'
import { findZipEnd } from './zip/zip-end.ts'

export type ArchiveFormat = 'zip' | 'tar' | 'tar.gz'

/** The header of a member, an empty archive, and the marks of a split archive and of one that did not need splitting. */
const ZIPS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x50, 0x4b, 0x07, 0x08],
  [0x50, 0x4b, 0x30, 0x30],
] as const
const KNOWN_OTHERS = [
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
] as const

/**
 * By its first bytes, whatever it is called. Tars of the oldest kind have no magic, but a checksum as all have. A zip may
 * begin with anything, a program that unpacks it for example, and is then found by its end.
 */
export async function detectFormat(file: string): Promise<ArchiveFormat> {
  await using handle = await open(file)
  const head = await readHead(handle)
  if (head.length === 0) throw refusal('The input is empty.')
  const begins = (bytes: readonly number[]): boolean =>
    head.length >= bytes.length && bytes.every((byte, at) => head[at] === byte)
  if (ZIPS.some(begins)) return 'zip'
  if (begins([0x1f, 0x8b])) return 'tar.gz'
  const other = KNOWN_OTHERS.find(([, magic]) => begins(magic))?.[0]
  if (other !== undefined)
    throw refusal(`The input is a ${other} archive; zip, tar and tar.gz are unpacked here.`)
  if (head.length === BLOCK_BYTES && beginsTar(head)) return 'tar'
  if (await findZipEnd(handle)) return 'zip'
  throw refusal('The input is no zip, tar or tar.gz archive.')
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(BLOCK_BYTES), 0, BLOCK_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}

/** A tar without members begins with zeros. */
function beginsTar(head: Buffer): boolean {
  return head.every((byte) => byte === 0) || readTarHeader(head) !== undefined
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
