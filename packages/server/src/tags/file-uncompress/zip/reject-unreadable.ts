import { MediaRefusal } from '../../../media/refusal.ts'
import { shownName } from '../names/member-name.ts'
import type { ZipEntry } from './read-directory.ts'

const STORED = 0
export const DEFLATED = 8
const AES = 99
const FLAGS = { encrypted: 0x1, strong: 0x40 } as const

const METHODS = new Map([
  [1, 'shrink'],
  [2, 'reduce'],
  [3, 'reduce'],
  [4, 'reduce'],
  [5, 'reduce'],
  [6, 'implode'],
  [9, 'deflate64'],
  [10, 'PKWARE implode'],
  [12, 'bzip2'],
  [14, 'lzma'],
  [16, 'IBM CMPSC'],
  [18, 'IBM TERSE'],
  [19, 'IBM LZ77'],
  [20, 'zstd'],
  [93, 'zstd'],
  [94, 'mp3'],
  [95, 'xz'],
  [96, 'jpeg'],
  [97, 'wavpack'],
  [98, 'ppmd'],
])

/** Throws a MediaRefusal, with the `name`, for a member whose bytes can't be read. */
export function rejectUnreadable({ flags, method }: ZipEntry, name: () => string): void {
  const encryption = encryptionOf(flags, method)
  if (encryption !== undefined)
    throw refusal(
      `The member ${shownName(name())} is encrypted (${encryption}); encrypted archives are not unpacked here.`,
    )
  if (method === STORED || method === DEFLATED) return
  const known = METHODS.get(method)
  const how = known === undefined ? `method ${method}` : `${known} (method ${method})`
  throw refusal(
    `The member ${shownName(name())} is compressed with ${how}; 0 (none) and 8 (deflate) are unpacked here.`,
  )
}

function encryptionOf(flags: number, method: number): string | undefined {
  if (method === AES) return 'AES'
  if ((flags & FLAGS.strong) !== 0) return 'PKWARE strong encryption'
  return (flags & FLAGS.encrypted) !== 0 ? 'ZipCrypto' : undefined
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
