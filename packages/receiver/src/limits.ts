import { CallbackFormatError } from './callback-format-error.ts'

const MAX_DEPTH = 64
/** Far above any callback: keeps a body of empty elements from filling the heap. */
const MAX_NODES = 250_000
/** Ten megabytes, because the result of a speech recognition lists each word. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024

/** Counts the elements of one body. */
export class NodeBudget {
  #left = MAX_NODES

  /** Counts one element at `depth`; the root is at 1. */
  take(depth: number): void {
    if (depth > MAX_DEPTH) throw new CallbackFormatError('too-deep', `nested deeper than ${MAX_DEPTH}`)
    this.#left -= 1
    if (this.#left < 0) throw new CallbackFormatError('too-large', `more than ${MAX_NODES} elements`)
  }
}
