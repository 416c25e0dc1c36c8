import { chmod, copyFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { blobDirectory, blobPath } from './blob-paths.ts'
import { BlockSums, blockSumsPath } from './block-sums.ts'
import { syncDirectory, type DurableDirectories } from './directories.ts'

export interface BlobWriterOptions {
  /** The directory of the blobs. */
  readonly root: string
  /** Where files are written, on the same file system. */
  readonly staging: string
  readonly directories: DurableDirectories
}

/** Writes a staging file and returns what is known of its bytes, whose blocks it shows to `blocks`. */
export type WriteFile<T> = (file: string, blocks: BlockSums) => Promise<T>

/** Makes blobs of files that are written in the staging directory and renamed when they are complete. */
export class BlobWriter {
  readonly #options: BlobWriterOptions

  constructor(options: BlobWriterOptions) {
    this.#options = options
  }

  /** Lets `write` make a file and gives it the name of the blob. On an error nothing is left. */
  async store<T>(id: string, write: WriteFile<T>): Promise<T & { readonly id: string }> {
    const file = path.join(this.#options.staging, id)
    const sums = blockSumsPath(file)
    try {
      const blocks = new BlockSums()
      const written = await write(file, blocks)
      const encoded = blocks.encode()
      // Not synced: a blob without the sums of its blocks is still a blob.
      if (encoded) await writeFile(sums, encoded, { mode: 0o400 })
      await this.#publish(id, { file, sums: encoded && sums })
      return { ...written, id }
    } catch (error) {
      await rm(file, { force: true })
      await rm(sums, { force: true })
      throw error
    }
  }

  async #publish(
    id: string,
    { file, sums }: { readonly file: string; readonly sums: string | undefined },
  ): Promise<void> {
    const { root, directories } = this.#options
    const directory = blobDirectory(root, id)
    const target = blobPath(root, id)
    await directories.make(directory)
    await rename(file, target)
    if (sums !== undefined) await rename(sums, blockSumsPath(target))
    await syncDirectory(directory)
  }
}

/** Moves a file, or copies it when it is on another file system; only its owner may read it then. */
export async function takeOver(source: string, target: string): Promise<void> {
  try {
    await rename(source, target)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await copyFile(source, target)
    await rm(source)
  }
  await chmod(target, 0o400)
}
