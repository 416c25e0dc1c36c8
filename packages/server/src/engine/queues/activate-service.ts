import type { BucketRecord } from '../../buckets/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { findActivation, saveActivation, type Activation } from '../../queues/activations.ts'
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
  await changeActivation(engine, { bucket, service, state: 'Active', now })
  return now
}

/**
 * Ends a service for a bucket: jobs it has go on, new ones are refused. Returns when it was activated, in ms since 1970.
 * Throws MediaBucketUnBinded.
 */
export async function closeService(
  engine: Engine,
  bucket: BucketRecord,
  service: ServiceName,
): Promise<number> {
  const now = engine.clock.now()
  const before = await changeActivation(engine, { bucket, service, state: 'Closed', now })
  return before?.changed_at ?? bucket.createdAt
}

interface ActivationChange {
  readonly bucket: BucketRecord
  readonly service: ServiceName
  readonly state: Activation['state']
  readonly now: number
}

const UNCHANGED = {
  Active: ['MediaBucketAlreadyBinded', 'active'],
  Closed: ['MediaBucketUnBinded', 'closed'],
} as const

/** Returns how it was before. */
function changeActivation(
  engine: Engine,
  { bucket, service, state, now }: ActivationChange,
): Promise<Activation | undefined> {
  return engine.db.transact(async (tx) => {
    const before = await findActivation(tx, bucket.id, service)
    if (before?.state === state) {
      const [code, word] = UNCHANGED[state]
      throw new ProtocolError(
        code,
        `The ${service} service is ${word} for the bucket ${bucket.name} already.`,
      )
    }
    await saveActivation(tx, { bucketId: bucket.id, service, state, now })
    return before
  })
}
