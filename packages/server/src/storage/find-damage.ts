import { DamagedBlobError, type NamedBlob, type Storage } from './storage.ts'

interface FindDamageOptions {
  readonly blob: NamedBlob
  /** Waited for after each chunk, and at the end with 0. */
  readonly onBytes: (bytes: number) => Promise<void>
}

/** Reads all of the blob and returns its damage, such as a part of the disk that can't be read. */
export async function findDamage(
  storage: Pick<Storage, 'lend'>,
  { blob, onBytes }: FindDamageOptions,
  signal: AbortSignal,
): Promise<DamagedBlobError | undefined> {
  const damage = await read(storage, { blob, onBytes }, signal)
  await onBytes(0)
  return damage
}

async function read(
  storage: Pick<Storage, 'lend'>,
  { blob, onBytes }: FindDamageOptions,
  signal: AbortSignal,
): Promise<DamagedBlobError | undefined> {
  try {
    for await (const chunk of storage.lend(blob, undefined, signal)) await onBytes(chunk.byteLength)
    return undefined
  } catch (error) {
    if (error instanceof DamagedBlobError) return error
    if (!(error instanceof Error && 'code' in error && error.code === 'EIO')) throw error
    return new DamagedBlobError(blob.id, { wrong: 'can’t be read from the disk' }, { cause: error })
  }
}
