import { statfs } from 'node:fs/promises'
import { Gauge, type Registry } from 'prom-client'

/** A scrape does not wait longer for a file system that hangs, ms. */
const TIMEOUT_MS = 1_000

/** The free space of directories, read at each scrape. One that does not exist has no series. */
export class FreeSpace {
  readonly #directories: Readonly<Record<string, string>>
  readonly #free: Gauge<'directory'>
  readonly #reading = new Map<string, Promise<void>>()

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
    const all = Promise.all(Object.entries(this.#directories).map((entry) => this.#readOne(entry)))
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise((resolve) => (timer = setTimeout(resolve, TIMEOUT_MS)))
    await Promise.race([all, timeout])
    clearTimeout(timer)
  }

  /** One call at a time: a file system that hangs blocks one of the few threads of the process. */
  #readOne([directory, path]: readonly [string, string]): Promise<void> {
    const running = this.#reading.get(directory)
    if (running) return running
    // While a file system hangs its last value is not reported.
    this.#free.remove({ directory })
    const reading = statfs(path)
      .then(({ bavail, bsize }) => this.#free.set({ directory }, bavail * bsize))
      .catch(() => undefined)
      .finally(() => this.#reading.delete(directory))
    this.#reading.set(directory, reading)
    return reading
  }
}
