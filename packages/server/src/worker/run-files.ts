import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { DamagedBlobError, LocalFile, NamedBlob, Storage } from '../storage/storage.ts'
import type { Reads } from '../tags/tag.ts'
import { directorySize } from './directory-size.ts'
import { makeWorkDirectory } from './work-directory.ts'

interface FilesOf {
  readonly storage: Storage
  /** Where folders for runs are made. */
  readonly workDirectory: string
}

/** The bytes of an object that a run reads. */
export interface RunBlob extends NamedBlob {
  readonly key: string
}

interface Fetched {
  readonly blob: NamedBlob
  readonly file: Promise<LocalFile>
}

/** The files of one run: each is there once it was asked for, and gone when this is disposed of. */
export class RunFiles implements AsyncDisposable {
  readonly #of: FilesOf
  readonly #signal: AbortSignal
  readonly #ended = new AbortController()
  readonly #made = new AsyncDisposableStack()
  readonly #keys = new Map<string, string>()
  readonly #blobs = new Map<string, Fetched>()
  readonly #compared = new Map<string, Promise<void>>()
  #directory: Promise<string> | undefined

  constructor(of: FilesOf, signal: AbortSignal) {
    this.#of = of
    this.#signal = signal
  }

  /** A blob on this machine. One that is read whole is compared with its row while the run works on it. */
  async blob(blob: RunBlob, reads: Reads): Promise<string> {
    const { id, key } = blob
    this.#keys.set(id, key)
    const fetched = this.#blobs.get(id) ?? { blob, file: this.#fetch(blob) }
    this.#blobs.set(id, fetched)
    const file = await fetched.file
    if (reads === 'whole' && !this.#compared.has(id)) {
      const comparing = file.compare(AbortSignal.any([this.#signal, this.#ended.signal]))
      comparing.catch(() => undefined)
      this.#compared.set(id, comparing)
    }
    return file.path
  }

  /** The bytes of a blob, until the run is aborted. */
  read(blob: RunBlob): Readable {
    this.#keys.set(blob.id, blob.key)
    return this.#of.storage.read(blob, undefined, this.#signal)
  }

  /** Ends when all that was read whole was compared. Throws DamagedBlobError. */
  async compared(): Promise<void> {
    await Promise.all(this.#compared.values())
  }

  /** The sentence for the client that submitted the job. */
  tell({ kind, blobId }: DamagedBlobError): string {
    return `The stored bytes of the object ${this.#keys.get(blobId) ?? ''} are ${kind}; put it again.`
  }

  /** An empty folder. */
  readonly directory = (): Promise<string> => (this.#directory ??= this.#make())

  /** Throws what the storage says when a blob that was fetched is not there any more. */
  async demand(): Promise<void> {
    for (const { blob, file } of this.#blobs.values()) {
      const found = await file.catch(() => undefined)
      if (!found) continue
      try {
        await access(found.path)
      } catch {
        await this.#of.storage.compare(blob, 'size', this.#signal)
      }
    }
  }

  /** What the run has on this machine's disk now, bytes. */
  async size(): Promise<number> {
    const directory = await this.#directory?.catch(() => undefined)
    return directory === undefined ? 0 : directorySize(directory)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort()
    const fetching = [...this.#blobs.values()].map(({ file }) => file)
    await Promise.allSettled([...fetching, ...this.#compared.values(), this.#directory])
    await this.#made.disposeAsync()
  }

  async #fetch(blob: NamedBlob): Promise<LocalFile> {
    return this.#made.use(await this.#of.storage.localFile(blob, this.#signal))
  }

  async #make(): Promise<string> {
    return this.#made.use(await makeWorkDirectory(this.#of.workDirectory)).path
  }
}
