import { MediaRefusal } from '../../../media/refusal.ts'
import type { ChunkReader } from '../chunk-reader.ts'
import { decode, type RawName } from '../names/name-decoder.ts'
import { readPaxRecords, SPARSE_KEYS, type PaxRecords } from './pax-records.ts'
import { BLOCK_BYTES, readTarHeader, textIn, type TarHeader } from './tar-header.ts'

/** It is kept in memory. */
const MAX_EXTENSION_BYTES = 4 * 1024 ** 2
/** Where a header of GNU's sparse files, and each block that continues it, says whether another follows. */
const SPARSE_CONTINUES = { header: 482, block: 504 } as const

export interface TarMember {
  readonly name: RawName
  readonly kind: 'file' | 'directory' | 'link' | 'sparse'
  /** To be read, or skipped, before the next member. */
  readonly size: number
}

/** What headers without a member say of the next member, or of all that follow. */
interface Extensions {
  readonly longName?: Buffer
  readonly records?: PaxRecords
  readonly global?: PaxRecords
}

/** Yields the members up to the first block of zeros, with which a tar ends, or to the end of the stream. */
export async function* readTar(reader: ChunkReader): AsyncGenerator<TarMember> {
  let extensions: Extensions = {}
  for (;;) {
    const block = await reader.take(BLOCK_BYTES)
    if (block.every((byte) => byte === 0)) return
    const header = readTarHeader(block)
    if (!header)
      throw new Error(block.length < BLOCK_BYTES ? 'Unexpected end of data.' : 'Invalid tar header.')
    const extended = await readExtension(reader, header, extensions)
    if (extended) {
      extensions = extended
      continue
    }
    const member = toMember(header, extensions)
    if (header.kind === 'S') await skipSparseMap(reader, block)
    yield member
    await reader.skip(paddingOf(member.size))
    extensions = extensions.global ? { global: extensions.global } : {}
  }
}

/** Returns undefined for the header of a member. */
async function readExtension(
  reader: ChunkReader,
  { kind, size }: TarHeader,
  extensions: Extensions,
): Promise<Extensions | undefined> {
  if (!['L', 'K', 'x', 'X', 'g', 'V'].includes(kind)) return undefined
  if (size > MAX_EXTENSION_BYTES) throw new Error('A header is too large.')
  const content = await reader.takeAll(size)
  await reader.skip(paddingOf(size))
  switch (kind) {
    case 'L':
      return { ...extensions, longName: textIn(content, { from: 0, to: size }) }
    case 'x':
    case 'X':
      return { ...extensions, records: readPaxRecords(content) }
    case 'g':
      return { ...extensions, global: new Map([...(extensions.global ?? []), ...readPaxRecords(content)]) }
    default:
      // The target of a link, or the label of the archive.
      return extensions
  }
}

function toMember(header: TarHeader, { longName, records, global }: Extensions): TarMember {
  const all: PaxRecords = new Map([...(global ?? []), ...(records ?? [])])
  if (header.kind === 'M' || all.has('GNU.volume.offset')) throw splitArchive()
  const name = nameOf(longName ?? header.name, all)
  const isSparse = header.kind === 'S' || SPARSE_KEYS.some((key) => all.has(key))
  const kind = isSparse ? 'sparse' : kindOf(header.kind, name)
  return { name, kind, size: hasContent(header.kind) ? sizeOf(header, all) : 0 }
}

/** An extended header is in UTF-8, unless its packer could not convert the name. */
function nameOf(plain: Uint8Array, records: PaxRecords): RawName {
  const path = records.get('GNU.sparse.name') ?? records.get('path')
  if (!path) return { bytes: plain, packer: 'tar' }
  return decode(path, 'utf-8') ?? { bytes: path, packer: 'tar' }
}

function kindOf(kind: string, name: RawName): TarMember['kind'] {
  switch (kind) {
    case '0':
    case '\0':
    case '7':
      return endsWithSlash(name) ? 'directory' : 'file'
    case '5':
    case 'D':
      return 'directory'
    case '1':
    case '2':
    case '3':
    case '4':
    case '6':
      return 'link'
    default:
      throw new MediaRefusal(
        'ResourceNotSupported',
        'The tar archive has a member of a kind that is not unpacked here.',
      )
  }
}

function endsWithSlash(name: RawName): boolean {
  return typeof name === 'string' ? name.endsWith('/') : name.bytes.at(-1) === 0x2f
}

/** The size of a link or a directory is that of something else. */
function hasContent(kind: string): boolean {
  return !['1', '2', '3', '4', '5', '6'].includes(kind)
}

function sizeOf({ size }: TarHeader, records: PaxRecords): number {
  const said = records.get('size')?.toString('latin1')
  if (said === undefined) return size
  if (!/^\d{1,15}$/.test(said)) throw new Error('Invalid tar header.')
  return Number(said)
}

/** What lies between the blocks of a sparse file is told in further blocks. */
async function skipSparseMap(reader: ChunkReader, header: Buffer): Promise<void> {
  let continues = header[SPARSE_CONTINUES.header] === 1
  while (continues) {
    const block = await reader.takeAll(BLOCK_BYTES)
    continues = block[SPARSE_CONTINUES.block] === 1
  }
}

function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES
}

function splitArchive(): MediaRefusal {
  const message = 'The tar archive is split into parts; only whole archives are unpacked here.'
  return new MediaRefusal('ResourceNotSupported', message)
}
