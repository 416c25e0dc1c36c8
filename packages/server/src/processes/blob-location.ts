import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import type { StorageSettings } from '../storage/config.ts'
import { readerOf } from '../storage/fs/fs-storage.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'

export interface BlobLocation extends Pick<StorageSettings, 's3'> {
  /** Where blobs are when they are not on S3. */
  readonly directory: string
}

/** Reads blobs while a service may use them. `opened` closes what is opened. */
export async function openBlobReader(
  { s3, directory }: BlobLocation,
  opened: AsyncDisposableStack,
): Promise<Pick<Storage, 'lend'>> {
  return s3 ? openS3(s3, opened) : readerOf(directory)
}

/** With scratch files of its own: a service empties its scratch directory when it starts. */
export async function openS3(
  s3: NonNullable<StorageSettings['s3']>,
  opened: AsyncDisposableStack,
): Promise<Storage> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-blobs-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  const ids = createIds(systemClock)
  return opened.use(await openStorage({ s3, directory, clock: systemClock, ids }))
}
