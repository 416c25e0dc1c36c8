import { CallbackFormatError } from './callback-format-error.ts'

const MAX_DEPTH = 64
/** Far above any callback; stops a body of nothing but empty elements from filling the heap. */
const MAX_NODES = 250_000
/** Ten megabytes: a speech recognition lists each word. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024

/** Counts the elements of one body. */
export class NodeBudget {
  #left = MAX_NODES

  /** Takes one element at `depth`, where the root is at 1. */
  take(depth: number): void {
    if (depth > MAX_DEPTH) throw new CallbackFormatError('too-deep', `nested deeper than ${MAX_DEPTH}`)
    this.#left -= 1
    if (this.#left < 0) throw new CallbackFormatError('too-large', `more than ${MAX_NODES} elements`)
  }
}
