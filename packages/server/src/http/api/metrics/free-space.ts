import { statfs } from 'node:fs/promises'
import { Gauge, type Registry } from 'prom-client'

/** A scrape does not wait longer for a file system that hangs, ms. */
const ANSWER_MS = 1_000

/** How much room directories have, asked of the system at each scrape. One that is not there has no series. */
export class FreeSpace {
  readonly #directories: Readonly<Record<string, string>>
  readonly #free: Gauge<'directory'>
  readonly #asked = new Map<string, Promise<void>>()

  constructor(registry: Registry, directories: Readonly<Record<string, string>>) {
    this.#directories = directories
    this.#free = new Gauge({
      name: 'lemnis_directory_free_bytes',
      help: 'What the service may still write to the file system of a directory.',
      labelNames: ['directory'],
      registers: [registry],
    })
  }

  async read(): Promise<void> {
    const all = Promise.all(Object.entries(this.#directories).map((entry) => this.#ask(entry)))
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, ANSWER_MS)))
    await Promise.race([all, enough])
    clearTimeout(timer)
  }

  /** Once at a time: a file system that hangs keeps a thread of the process, and there are four. */
  #ask([directory, path]: readonly [string, string]): Promise<void> {
    const asking = this.#asked.get(directory)
    if (asking) return asking
    // What was true before it hung is not shown as if it still were.
    this.#free.remove({ directory })
    const asked = statfs(path)
      .then(({ bavail, bsize }) => this.#free.set({ directory }, bavail * bsize))
      .catch(() => undefined)
      .finally(() => this.#asked.delete(directory))
    this.#asked.set(directory, asked)
    return asked
  }
}
