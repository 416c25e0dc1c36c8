import { insertBucket, type BucketRecord } from '../../buckets/store.ts'
import { isBucketName, isRegion } from '../../protocol/bucket-name.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { insertDefaultQueues } from '../../queues/store.ts'
import type { Engine } from '../engine.ts'

/** Makes a bucket that works at once: its queues are made with it. Throws BucketAlreadyOwnedByYou. */
export async function createBucket(
  engine: Engine,
  { name, region }: { readonly name: string; readonly region: string },
): Promise<BucketRecord> {
  if (!isBucketName(name)) {
    throw new ProtocolError(
      'InvalidBucketName',
      'A bucket is called <name>-<appid>: lower-case letters, digits and dashes, then a dash and digits; 60 characters at most.',
    )
  }
  if (!isRegion(region)) throw new ProtocolError('InvalidRegionName', 'The region is not a valid name.')
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const bucket = await insertBucket(tx, { name, region, createdAt: now })
    if (!bucket) throw new ProtocolError('BucketAlreadyOwnedByYou', `The bucket ${name} exists already.`)
    await insertDefaultQueues(tx, { bucketId: bucket.id, ids: engine.ids, now })
    return bucket
  })
}
