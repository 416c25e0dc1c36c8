import { ProtocolError } from '../protocol/errors.ts'
import type { ByteRange } from '../storage/storage.ts'

const RANGE = /^bytes=(\d*)-(\d*)$/

/**
 * Returns the part of `size` bytes that a Range header selects. `undefined`: all of it, also for several ranges and
 * for other units (RFC 9110 §14.2). Throws InvalidRange.
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = RANGE.exec(header?.replaceAll(' ', '') ?? '')
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return undefined
  if (first === '') return suffix(Number(last), size)
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) throw outside(size)
  return { start, end }
}

function suffix(length: number, size: number): ByteRange {
  if (length === 0 || size === 0) throw outside(size)
  return { start: Math.max(0, size - length), end: size }
}

function outside(size: number): ProtocolError {
  return new ProtocolError('InvalidRange', `The range lies outside of the ${size} bytes of the object.`)
}
