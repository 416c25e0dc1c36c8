import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { asBytes } from '../ffmpeg.ts'

/** Samples of a chunk that is read. */
const CHUNK = 16_384

/**
 * Float samples on disk, which can be read more than once. Each channel is a file of its own, so that a limit on the
 * bytes of a file allows stereo to be as long as mono.
 */
export class ScratchSound implements Disposable {
  readonly #files: readonly { readonly path: string; readonly descriptor: number }[]
  #samples = 0

  /** `path`: where the files are, without their ending. They are removed in the end. */
  constructor(path: string, channels: number) {
    const paths = Array.from({ length: channels }, (_, n) => `${path}.${n}.f32`)
    this.#files = paths.map((file) => ({ path: file, descriptor: openSync(file, 'wx+') }))
  }

  /** Samples of each channel so far. */
  get samples(): number {
    return this.#samples
  }

  /** Appends samples, an array for each channel. */
  write(...channels: readonly Float32Array[]): void {
    for (const [n, { descriptor }] of this.#files.entries())
      writeAll(descriptor, asBytes(channels[n] ?? new Float32Array()))
    this.#samples += channels[0]?.length ?? 0
  }

  /** Yields all samples from the beginning; each chunk is valid until the next one is requested. */
  *chunks(): Generator<readonly Float32Array[]> {
    const buffers = this.#files.map(() => new Float32Array(CHUNK))
    for (let from = 0; from < this.#samples; from += CHUNK) {
      const length = Math.min(CHUNK, this.#samples - from)
      for (const [n, { descriptor }] of this.#files.entries())
        readAll(descriptor, asBytes(buffers[n]?.subarray(0, length) ?? new Float32Array()), from * 4)
      yield buffers.map((samples) => samples.subarray(0, length))
    }
  }

  [Symbol.dispose](): void {
    for (const { path, descriptor } of this.#files) {
      closeSync(descriptor)
      rmSync(path)
    }
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done)
}

function readAll(descriptor: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, position + done)
    if (read === 0) throw new Error('a scratch file is shorter than it was written')
    done += read
  }
}
