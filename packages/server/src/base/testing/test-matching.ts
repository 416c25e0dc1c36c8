import { expect } from 'vitest'

/** Stands for a text in what a test expects: one that matches, or one with this part. */
export function matching(part: RegExp | string): unknown {
  return typeof part === 'string' ? expect.stringContaining(part) : expect.stringMatching(part)
}
