import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Extract, type Header } from 'tar-stream'
import { z } from 'zod'
import { MediaRefusal } from '../../media/refusal.ts'
import type { RawName } from './member-name.ts'
import { UnpackedFiles, type Unpacking } from './unpacking.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * Options that the library has and its types have not. Tars of the oldest kind have no magic. Names come as bytes, one
 * character each: whether they are UTF-8 is not said.
 */
const OPTIONS: object = { allowUnknownFormat: true, filenameEncoding: 'latin1' }

/** The extended header, whose names are text already. */
const Extended = z.object({ path: z.string().exactOptional() }).nullish()

export async function unpackTar(
  unpacking: Unpacking,
  { gzipped }: { gzipped: boolean },
): Promise<UnpackedFiles> {
  const { archive, meter, report } = unpacking
  const { size } = await stat(archive)
  const source = createReadStream(archive, { highWaterMark: CHUNK_BYTES })
  const members = extract(OPTIONS)
  const told = () => report((source.bytesRead / size) * 100)
  // All that a tar unpacks to is counted, as gaps and headers can be a bomb, too.
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      meter.countBytes(chunk.byteLength)
      told()
      yield chunk
    }
  }
  const fed = gzipped
    ? pipeline(source, createGunzip(), counted, members)
    : pipeline(source, counted, members)
  const unpacked = unpackMembers(members, unpacking)
  try {
    await Promise.all([unpacked, fed])
  } finally {
    // After a failure of one the other may still be about to make a file, in a folder that is removed then.
    await Promise.allSettled([unpacked, fed])
  }
  return unpacked
}

async function unpackMembers(members: Extract, unpacking: Unpacking): Promise<UnpackedFiles> {
  const unpacked = new UnpackedFiles(unpacking)
  for await (const member of members) {
    unpacking.meter.countMember()
    const key = unpacked.keyOf(nameOf(member.header))
    const kind = kindOf(member.header)
    if (kind === 'file') {
      await unpacked.write(key, chunksOf(member), () => undefined)
      continue
    }
    if (kind === 'other') unpacked.leaveOut()
    member.resume()
  }
  return unpacked
}

/** The library does not say what its streams are made of. */
async function* chunksOf(member: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of member) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a member of a tar is made of bytes')
    yield chunk
  }
}

function nameOf(header: Header): RawName {
  const isText = Extended.parse(header.pax)?.path !== undefined
  return isText ? header.name : Buffer.from(header.name, 'latin1')
}

function kindOf({ type, name }: Header): 'file' | 'directory' | 'other' {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return name.endsWith('/') ? 'directory' : 'file'
    case 'directory':
      return 'directory'
    case 'link':
    case 'symlink':
    case 'character-device':
    case 'block-device':
    case 'fifo':
      return 'other'
    default:
      // A sparse file, say: what follows are not its plain bytes.
      throw new MediaRefusal(
        'ResourceNotSupported',
        'The tar archive has a member of a kind that is not unpacked here.',
      )
  }
}
