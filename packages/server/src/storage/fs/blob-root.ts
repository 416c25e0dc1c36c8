import { stat } from 'node:fs/promises'
import { StorageAwayError } from '../storage.ts'
import { isMissing } from './read-blob.ts'

/**
 * The directory of the blobs as it was when it was opened. While a disk is unmounted another directory or none has its
 * path. Then no blob is missing, and one that is written there would be lost once the disk is back.
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

  /** Throws StorageAwayError when another directory or none has the path. */
  async assertPresent(): Promise<void> {
    const identity = await identityOf(this.#path).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (identity !== this.#identity)
      throw new StorageAwayError('The directory of the storage is not there now.')
  }

  /** Returns the error, or StorageAwayError when that is why a file is missing. */
  async explain(error: unknown): Promise<unknown> {
    try {
      await this.assertPresent()
      return error
    } catch (absence) {
      return absence
    }
  }
}

async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true })
  return `${dev}:${ino}`
}
