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
  readonly #demandRoot: () => Promise<void>
  readonly #known = new Map<string, Promise<void>>()

  /** `demandRoot` throws when `root` is not what it was: nothing is made below it then. */
  constructor(root: string, demandRoot: () => Promise<void>) {
    this.#root = root
    this.#demandRoot = demandRoot
  }

  /**
   * Once for each directory and process, its parents are synced even if it is there already: whoever made it may
   * not have come that far.
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
    await this.#demandRoot()
    const missing: string[] = []
    for (let below = directory; below !== this.#root; below = path.dirname(below)) missing.unshift(below)
    // One by one: all at once would make a root that has just gone as well.
    for (const folder of missing) await makeDirectory(folder)
    for (const folder of missing.toReversed()) await syncDirectory(path.dirname(folder))
    // What was kept below another root meanwhile would be hidden once this one is back.
    await this.#demandRoot()
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
