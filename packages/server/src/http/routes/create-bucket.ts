import { createBucket } from '../../engine/create-bucket.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Call, Reply } from '../call.ts'
import type { Service } from '../service.ts'

const DEFAULT_REGION = 'local'

/** PUT /: makes the bucket that the host names. A body with a configuration says nothing that is used here. */
export async function createBucketRoute({ engine }: Service, { target }: Call): Promise<Reply> {
  if (target.bucket === undefined) throw new ProtocolError('InvalidBucketName', 'The host names no bucket.')
  await createBucket(engine, { name: target.bucket, region: target.region ?? DEFAULT_REGION })
  return { status: 200 }
}
