import { readSync } from 'node:fs'

/** Returns the bytes at a position of an open file: fewer than `length` at its end. */
export function readAt(file: number, length: number, at: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, at))
}
