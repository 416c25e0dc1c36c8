import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { ChunkReader } from '../chunk-reader.ts'
import { UnpackedFiles, type Unpacking } from '../unpacking.ts'
import { gunzip } from './gunzip.ts'
import { readTar, type TarMember } from './read-tar.ts'

const CHUNK_BYTES = 256 * 1024

export async function unpackTar(
  unpacking: Unpacking,
  { gzipped }: { gzipped: boolean },
): Promise<UnpackedFiles> {
  const { archive, meter, report } = unpacking
  const { size } = await stat(archive)
  const source = createReadStream(archive, { highWaterMark: CHUNK_BYTES })
  // All that a tar unpacks to is counted, as gaps and headers can be a bomb, too.
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      meter.countBytes(chunk.byteLength)
      report((source.bytesRead / size) * 100)
      yield chunk
    }
  }
  const reader = new ChunkReader(counted(gzipped ? gunzip(new ChunkReader(source)) : source))
  try {
    const unpacked = await unpackMembers(reader, unpacking)
    // The checksum of what was unpacked is behind all of it.
    if (gzipped) await reader.drain()
    return unpacked
  } finally {
    await reader.close()
    source.destroy()
  }
}

async function unpackMembers(reader: ChunkReader, unpacking: Unpacking): Promise<UnpackedFiles> {
  const unpacked = new UnpackedFiles(unpacking)
  for await (const member of readTar(reader)) {
    unpacking.meter.countMember()
    await unpackMember(reader, member, unpacked)
  }
  return unpacked
}

async function unpackMember(
  reader: ChunkReader,
  { name, kind, size }: TarMember,
  unpacked: UnpackedFiles,
): Promise<void> {
  switch (kind) {
    case 'file':
      await unpacked.write(name, reader.pass(size), () => undefined)
      return
    case 'link':
    case 'sparse':
      unpacked.leaveOut(kind, name)
      await reader.skip(size)
      return
    case 'directory':
      await reader.skip(size)
  }
}
