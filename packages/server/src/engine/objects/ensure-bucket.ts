import { findBucket, type BucketRecord } from '../../buckets/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { createBucket } from './create-bucket.ts'
import type { Engine } from '../engine.ts'

export class BucketElsewhereError extends Error {
  override readonly name = 'BucketElsewhereError'
}

/** Makes the bucket unless it is here already. Throws BucketElsewhereError when it is here in another region. */
export async function ensureBucket(
  engine: Engine,
  wanted: { readonly name: string; readonly region: string },
): Promise<BucketRecord> {
  const found = await findBucket(engine.db.reader, wanted.name)
  if (!found) {
    try {
      return await createBucket(engine, wanted)
    } catch (error) {
      // Another process that starts at the same time was faster.
      if (!(error instanceof ProtocolError && error.code === 'BucketAlreadyOwnedByYou')) throw error
      return ensureBucket(engine, wanted)
    }
  }
  if (found.region === wanted.region) return found
  throw new BucketElsewhereError(
    `LEMNIS_BUCKETS puts ${wanted.name} in ${wanted.region}, but it was made in ${found.region} and a bucket stays in its region.`,
  )
}
