import type { BucketRecord } from '../../buckets/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { findActivation, saveActivation } from '../../queues/activations.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { Engine } from '../engine.ts'

/** Ends a service for a bucket: jobs it has go on, new ones are refused. Throws MediaBucketUnBinded. */
export async function closeService(
  engine: Engine,
  bucket: BucketRecord,
  service: ServiceName,
): Promise<number> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const activation = await findActivation(tx, bucket.id, service)
    if (activation?.state === 'Closed') {
      throw new ProtocolError(
        'MediaBucketUnBinded',
        `The ${service} service is closed for the bucket ${bucket.name} already.`,
      )
    }
    await saveActivation(tx, { bucketId: bucket.id, service, state: 'Closed', now })
    return activation?.changed_at ?? bucket.createdAt
  })
}
