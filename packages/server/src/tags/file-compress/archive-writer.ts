import { createWriteStream, type WriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack, type Pack } from 'tar-stream'
import { ZipFile } from 'yazl'
import type { Member } from './name-members.ts'
import type { Params } from './params.ts'

const FILE_MODE = 0o644
const DIRECTORY_MODE = 0o755
const LEVELS = { faster: 1, default: 6, better: 9 } as const satisfies Record<
  NonNullable<Params['type']>,
  number
>

/** Writes one archive, member by member; what was passed on is not kept in memory. */
export interface ArchiveWriter extends AsyncDisposable {
  /** Resolves when `bytes` was read to its end. */
  addFile(member: Member, bytes: Readable): Promise<void>
  addDirectory(member: Member): Promise<void>
  /** Resolves when the whole archive is in its file. */
  finish(): Promise<void>
}

export function openArchive(
  file: string,
  { format, type = 'default' }: Pick<Params, 'format' | 'type'>,
  signal: AbortSignal,
): ArchiveWriter {
  const sink = createWriteStream(file, { flags: 'wx' })
  const level = LEVELS[type]
  if (format === 'zip') return new ZipWriter(sink, level, signal)
  return new TarWriter(sink, format === 'tar' ? undefined : level, signal)
}

class ZipWriter implements ArchiveWriter {
  readonly #zip = new ZipFile()
  readonly #sink: WriteStream
  readonly #level: number
  readonly #written: Promise<void>

  constructor(sink: WriteStream, level: number, signal: AbortSignal) {
    this.#sink = sink
    this.#level = level
    this.#written = pipeline(this.#zip.outputStream, sink, { signal })
    this.#written.catch(() => undefined)
    this.#zip.on('error', (error: Error) => sink.destroy(error))
  }

  async addFile({ name, object }: Member, bytes: Readable): Promise<void> {
    const mtime = new Date(object.modifiedAt)
    const options = { mtime, mode: FILE_MODE, size: object.bytes, compressionLevel: this.#level }
    this.#zip.addReadStream(bytes, zipName(name), options)
    await Promise.race([finished(bytes, { writable: false }), this.#written])
  }

  addDirectory({ name, object }: Member): Promise<void> {
    this.#zip.addEmptyDirectory(zipName(name), { mtime: new Date(object.modifiedAt), mode: DIRECTORY_MODE })
    return Promise.resolve()
  }

  async finish(): Promise<void> {
    this.#zip.end()
    await this.#written
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeSink(this.#sink)
  }
}

/** The library takes a letter and a colon for a drive, though `a:b.txt` is an ordinary name of an object. */
function zipName(name: string): string {
  return /^[A-Za-z]:/.test(name) ? `./${name}` : name
}

class TarWriter implements ArchiveWriter {
  readonly #pack: Pack = pack()
  readonly #sink: WriteStream
  readonly #written: Promise<void>

  constructor(sink: WriteStream, level: number | undefined, signal: AbortSignal) {
    this.#sink = sink
    this.#written =
      level === undefined
        ? pipeline(this.#pack, sink, { signal })
        : pipeline(this.#pack, createGzip({ level }), sink, { signal })
    this.#written.catch(() => undefined)
  }

  async addFile({ name, object }: Member, bytes: Readable): Promise<void> {
    const mtime = new Date(object.modifiedAt)
    const entry = this.#pack.entry({ name, size: object.bytes, mtime, mode: FILE_MODE })
    await Promise.race([pipeline(bytes, entry), this.#written])
  }

  addDirectory({ name, object }: Member): Promise<void> {
    const mtime = new Date(object.modifiedAt)
    this.#pack.entry({ name: `${name}/`, type: 'directory', mtime, mode: DIRECTORY_MODE })
    return Promise.resolve()
  }

  async finish(): Promise<void> {
    this.#pack.finalize()
    await this.#written
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeSink(this.#sink)
  }
}

/** An interrupted file may still be being created, in a folder that is removed then. */
async function closeSink(sink: WriteStream): Promise<void> {
  sink.destroy()
  await finished(sink, { readable: false }).catch(() => undefined)
}
