import { stat } from 'node:fs/promises'
import { StorageAwayError } from '../storage.ts'
import { isMissing } from './read-blob.ts'

/**
 * The directory of the blobs as it was when it was opened. When a disk is unmounted an empty directory stands in its
 * place, or none: then no blob is missing, and one that is written there would be lost once the disk is back.
 */
export class BlobRoot {
  readonly #path: string
  readonly #identity: string

  private constructor(path: string, identity: string) {
    this.#path = path
    this.#identity = identity
  }

  static async open(path: string): Promise<BlobRoot> {
    return new BlobRoot(path, await identityOf(path))
  }

  /** Throws StorageAwayError when another directory or none is there. */
  async demand(): Promise<void> {
    const identity = await identityOf(this.#path).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (identity !== this.#identity)
      throw new StorageAwayError('The directory of the storage is not there now.')
  }

  /** The error, or that the storage is away when that is why a file is missing. */
  async explain(error: unknown): Promise<unknown> {
    try {
      await this.demand()
      return error
    } catch (away) {
      return away
    }
  }
}

async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true })
  return `${dev}:${ino}`
}
