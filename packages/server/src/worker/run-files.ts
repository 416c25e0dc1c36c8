import type { Claim } from '../engine/claim.ts'
import type { Storage } from '../storage/storage.ts'
import { makeWorkDirectory } from './work-directory.ts'

interface FilesOf {
  readonly storage: Storage
  /** Where folders for runs are made. */
  readonly workDirectory: string
}

/** The files of one run: each is there once it was asked for, and gone when this is disposed of. */
export class RunFiles implements AsyncDisposable {
  readonly #of: FilesOf
  readonly #blobId: string
  readonly #signal: AbortSignal
  readonly #made = new AsyncDisposableStack()
  #input: Promise<string> | undefined
  #directory: Promise<string> | undefined

  constructor(of: FilesOf, { blobId }: NonNullable<Claim['input']>, signal: AbortSignal) {
    this.#of = of
    this.#blobId = blobId
    this.#signal = signal
  }

  /** The input on this machine. */
  readonly input = (): Promise<string> => (this.#input ??= this.#fetch())

  /** An empty folder. */
  readonly directory = (): Promise<string> => (this.#directory ??= this.#make())

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#input, this.#directory])
    await this.#made.disposeAsync()
  }

  async #fetch(): Promise<string> {
    return this.#made.use(await this.#of.storage.localFile(this.#blobId, this.#signal)).path
  }

  async #make(): Promise<string> {
    return this.#made.use(await makeWorkDirectory(this.#of.workDirectory)).path
  }
}
