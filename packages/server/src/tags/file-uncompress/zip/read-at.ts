import type { FileHandle } from 'node:fs/promises'

/** Throws an Error if the file has no bytes there. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = Number.isSafeInteger(position)
    ? await file.read(bytes, 0, length, position)
    : { bytesRead: 0 }
  if (bytesRead < length) throw new Error('Unexpected end of data.')
  return bytes
}

/** Returns the first four bytes of a record; undefined if the file has none there. */
export async function signatureAt(file: FileHandle, position: number): Promise<number | undefined> {
  if (position < 0 || !Number.isSafeInteger(position)) return undefined
  const bytes = Buffer.alloc(4)
  const { bytesRead } = await file.read(bytes, 0, 4, position)
  return bytesRead === 4 ? bytes.readUInt32LE(0) : undefined
}

/** Only numbers that no file reaches are inexact. */
export function uint64At(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset))
}
