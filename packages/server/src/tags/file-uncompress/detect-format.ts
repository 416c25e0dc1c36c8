import { open } from 'node:fs/promises'
import { MediaRefusal } from '../../media/refusal.ts'

export type ArchiveFormat = 'zip' | 'tar' | 'tar.gz'

/** A block of a tar: the header of its first member. */
const HEAD_BYTES = 512
const CHECKSUM = { from: 148, to: 156 } as const
const SPACE = 0x20
const KNOWN_OTHERS = [
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
] as const

/** By its first bytes, whatever it is called. Tars of the oldest kind have no magic, but a checksum as all have. */
export async function detectFormat(file: string): Promise<ArchiveFormat> {
  await using handle = await open(file)
  const head = Buffer.alloc(HEAD_BYTES)
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0)
  if (bytesRead === 0) throw refusal('The input is empty.')
  const begins = (bytes: readonly number[]): boolean =>
    bytesRead >= bytes.length && bytes.every((byte, at) => head[at] === byte)
  if (begins([0x50, 0x4b, 0x03, 0x04]) || begins([0x50, 0x4b, 0x05, 0x06])) return 'zip'
  if (begins([0x1f, 0x8b])) return 'tar.gz'
  const other = KNOWN_OTHERS.find(([, magic]) => begins(magic))?.[0]
  if (other !== undefined)
    throw refusal(`The input is a ${other} archive; zip, tar and tar.gz are unpacked here.`)
  if (bytesRead === HEAD_BYTES && beginsTar(head)) return 'tar'
  throw refusal('The input is no zip, tar or tar.gz archive.')
}

/** A header contains the sum of its bytes, with spaces in place of the sum. A tar without members begins with zeros. */
function beginsTar(head: Buffer): boolean {
  if (head.every((byte) => byte === 0)) return true
  const said = Number.parseInt(head.toString('latin1', CHECKSUM.from, CHECKSUM.to).trim(), 8)
  const summed = Buffer.from(head).fill(SPACE, CHECKSUM.from, CHECKSUM.to)
  return summed.reduce((sum, byte) => sum + byte, 0) === said
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
