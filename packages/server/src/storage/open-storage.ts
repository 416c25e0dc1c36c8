import path from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { StorageSettings } from './config.ts'
import { openFsStorage } from './fs/fs-storage.ts'
import type { Storage } from './storage.ts'

interface OpenOptions extends Pick<StorageSettings, 's3'> {
  /** This process's own: for blobs, or for files made of them for a while. */
  readonly directory: string
  readonly clock: Clock
  readonly ids: Ids
}

/** Opens the storage that the settings name. Throws StorageUnreachableError. */
export async function openStorage({ s3, directory, clock, ids }: OpenOptions): Promise<Storage> {
  if (!s3) return openFsStorage({ directory, clock, ids })
  // Loaded only when it is used: the S3 client takes a quarter of a second to load.
  const { openS3Storage } = await import('./s3/s3-storage.ts')
  return openS3Storage({ ...s3, scratch: path.join(directory, 'staging'), ids })
}
