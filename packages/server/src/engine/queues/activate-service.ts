import type { BucketRecord } from '../../buckets/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { findActivation, saveActivation } from '../../queues/activations.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { Engine } from '../engine.ts'

/**
 * Activates a service for a bucket, by name; returns when, in ms since 1970. A new bucket works without it, and its
 * first activation is answered as one: clients make it part of their set-up. Throws MediaBucketAlreadyBinded.
 */
export async function openService(
  engine: Engine,
  bucket: BucketRecord,
  service: ServiceName,
): Promise<number> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const activation = await findActivation(tx, bucket.id, service)
    if (activation?.state === 'Active') {
      throw new ProtocolError(
        'MediaBucketAlreadyBinded',
        `The ${service} service is active for the bucket ${bucket.name} already.`,
      )
    }
    await saveActivation(tx, { bucketId: bucket.id, service, state: 'Active', now })
    return now
  })
}

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
