import { closeSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { levelFile } from './view-layout.ts'

const BUFFER_BYTES = 64 * 1_024

interface Level {
  readonly descriptor: number
  readonly buffer: Buffer
  filled: number
}

/** A file for each level of a view, which grow side by side and can be read meanwhile. */
export class LevelFiles implements Disposable {
  readonly #levels: readonly Level[]

  constructor(directory: string, { kind, levels }: { kind: 'peaks' | 'columns'; levels: number }) {
    this.#levels = Array.from({ length: levels }, (_, level) => ({
      descriptor: openSync(path.join(directory, levelFile(kind, level)), 'wx'),
      buffer: Buffer.alloc(BUFFER_BYTES),
      filled: 0,
    }))
  }

  append(level: number, bytes: Uint8Array): void {
    const file = this.#levels[level]
    if (!file) return
    if (file.filled + bytes.length > BUFFER_BYTES) write(file)
    file.buffer.set(bytes, file.filled)
    file.filled += bytes.length
  }

  /** Makes visible what was appended so far. */
  flush(): void {
    for (const file of this.#levels) write(file)
  }

  [Symbol.dispose](): void {
    for (const { descriptor } of this.#levels) closeSync(descriptor)
  }
}

function write(file: Level): void {
  for (let done = 0; done < file.filled;)
    done += writeSync(file.descriptor, file.buffer, done, file.filled - done)
  file.filled = 0
}
