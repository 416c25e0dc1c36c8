import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'

/** A new name survives a power loss only once the directory that holds it is synced. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r')
  await handle.sync()
}

/** Makes directories below one root, each durable when `make` resolves. */
export class DurableDirectories {
  readonly #root: string
  readonly #assertRoot: () => Promise<void>
  readonly #known = new Map<string, Promise<void>>()

  /** `assertRoot` throws when `root` is not the directory that it was: then nothing is made below it. */
  constructor(root: string, assertRoot: () => Promise<void>) {
    this.#root = root
    this.#assertRoot = assertRoot
  }

  /**
   * Syncs the parents once for each directory and process, also when it is there already: a process that made it may
   * have ended before it synced them.
   */
  make(directory: string): Promise<void> {
    const known = this.#known.get(directory)
    if (known) return known
    const making = this.#make(directory).catch((error: unknown) => {
      this.#known.delete(directory)
      throw error
    })
    this.#known.set(directory, making)
    return making
  }

  async #make(directory: string): Promise<void> {
    await this.#assertRoot()
    const missing: string[] = []
    for (let below = directory; below !== this.#root; below = path.dirname(below)) missing.unshift(below)
    // One by one: `recursive` would also make a root that has just gone.
    for (const folder of missing) await makeDirectory(folder)
    for (const folder of missing.toReversed()) await syncDirectory(path.dirname(folder))
    // A blob below another root would be hidden once this one is back.
    await this.#assertRoot()
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
