import { findBucket } from '../../buckets/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { QueueCategory } from '../../queues/families.ts'
import { insertQueue, type QueueLimits, type QueueRecord } from '../../queues/store.ts'
import type { Engine } from '../engine.ts'

export interface NewQueue extends QueueLimits {
  /** As clients name it. */
  readonly bucket: string
  readonly category: QueueCategory
  readonly name: string
}

/**
 * Makes a further Active queue of a bucket, beside the one that each category has from the start; jobs come to it by
 * its id. Throws NoSuchBucket.
 */
export async function createQueue(engine: Engine, queue: NewQueue): Promise<QueueRecord> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const bucket = await findBucket(tx, queue.bucket)
    if (!bucket) throw new ProtocolError('NoSuchBucket', `There is no bucket ${queue.bucket}.`)
    return insertQueue(tx, { ...queue, bucketId: bucket.id, ids: engine.ids, now })
  })
}
