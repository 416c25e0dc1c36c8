import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Storage } from '../storage/storage.ts'
import { directorySize } from './directory-size.ts'
import { makeWorkDirectory } from './work-directory.ts'

interface FilesOf {
  readonly storage: Storage
  /** Where folders for runs are made. */
  readonly workDirectory: string
}

/** The files of one run: each is there once it was asked for, and gone when this is disposed of. */
export class RunFiles implements AsyncDisposable {
  readonly #of: FilesOf
  readonly #signal: AbortSignal
  readonly #made = new AsyncDisposableStack()
  readonly #blobs = new Map<string, Promise<string>>()
  #directory: Promise<string> | undefined

  constructor(of: FilesOf, signal: AbortSignal) {
    this.#of = of
    this.#signal = signal
  }

  /** A blob on this machine. */
  blob(id: string): Promise<string> {
    const fetched = this.#blobs.get(id) ?? this.#fetch(id)
    this.#blobs.set(id, fetched)
    return fetched
  }

  /** The bytes of a blob, until the run is aborted. */
  read(id: string): Readable {
    return this.#of.storage.read(id, undefined, this.#signal)
  }

  /** An empty folder. */
  readonly directory = (): Promise<string> => (this.#directory ??= this.#make())

  /** Throws what the storage says when a blob that was fetched is not there any more. */
  async demand(): Promise<void> {
    for (const [id, fetched] of this.#blobs) {
      const path = await fetched.catch(() => undefined)
      if (path === undefined) continue
      try {
        await access(path)
      } catch {
        await using _again = await this.#of.storage.localFile(id, this.#signal)
      }
    }
  }

  /** What the run has on this machine's disk now, bytes. */
  async size(): Promise<number> {
    const directory = await this.#directory?.catch(() => undefined)
    return directory === undefined ? 0 : directorySize(directory)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#blobs.values(), this.#directory])
    await this.#made.disposeAsync()
  }

  async #fetch(id: string): Promise<string> {
    return this.#made.use(await this.#of.storage.localFile(id, this.#signal)).path
  }

  async #make(): Promise<string> {
    return this.#made.use(await makeWorkDirectory(this.#of.workDirectory)).path
  }
}
