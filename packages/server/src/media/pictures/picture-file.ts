import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Frame } from 'node-av/lib'
import type { FilterStep } from '../filters/display-matrix.ts'
import { FrameScaler, type TargetSize } from './frame-scaler.ts'
import { ENCODERS, PictureEncoder } from './picture-encoder.ts'
import type { PictureFormat } from './picture-formats.ts'
import { MediaRefusal } from '../refusal.ts'

/** Limit of all pictures of one task, bytes: the same as for any single output. */
const MAX_TOTAL_BYTES = 8 * 1024 ** 3

export interface PictureFilesOptions {
  readonly directory: string
  /** Prefix of the files' names, followed by their number, as in `picture-0.jpg`. */
  readonly name: string
  readonly format: PictureFormat
  readonly turn: readonly FilterStep[]
  readonly wanted: TargetSize
}

/** Writes frames as numbered picture files. */
export class PictureFiles implements Disposable {
  readonly #options: PictureFilesOptions
  readonly #scaler: FrameScaler
  readonly #encoder: PictureEncoder
  #count = 0
  #bytes = 0

  constructor(options: PictureFilesOptions) {
    this.#options = options
    const { turn, wanted, format } = options
    this.#scaler = new FrameScaler({ turn, wanted, target: ENCODERS[format].target })
    this.#encoder = new PictureEncoder(format)
  }

  /** Files so far. */
  get count(): number {
    return this.#count
  }

  /** Throws MediaRefusal when there are more of them than a task may write. */
  write(frame: Frame): void {
    const { directory, name, format } = this.#options
    for (const scaled of this.#scaler.scale(frame)) {
      const bytes = this.#encoder.encode(scaled)
      this.#bytes += bytes.byteLength
      if (this.#bytes > MAX_TOTAL_BYTES) {
        throw new MediaRefusal(
          'InvalidArgument',
          `The pictures have more than ${MAX_TOTAL_BYTES} bytes together.`,
        )
      }
      writeFileSync(path.join(directory, `${name}-${this.#count}.${format}`), bytes)
      this.#count++
    }
  }

  [Symbol.dispose](): void {
    this.#scaler[Symbol.dispose]()
    this.#encoder[Symbol.dispose]()
  }
}
