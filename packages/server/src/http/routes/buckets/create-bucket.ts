import { createBucket } from '../../../engine/objects/create-bucket.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { readCreateBucketConfiguration } from '../../../protocol/objects/read-object-requests.ts'
import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { assertSupportedHeaders } from '../objects/unsupported-headers.ts'

const DEFAULT_REGION = 'local'

/** PUT /: creates the bucket that the host names, in the region of the host or else of the body. */
export async function createBucketRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const { bucket: name, region } = call.target
  if (name === undefined) throw new ProtocolError('InvalidBucketName', 'The host names no bucket.')
  assertSupportedHeaders(call.headers)
  const configured = await readRegion(call)
  await createBucket(engine, { name, region: region ?? configured ?? DEFAULT_REGION })
  return { status: 200 }
}

/** The body is optional, and most clients send none. */
async function readRegion(call: Call): Promise<string | undefined> {
  const { headers } = call
  const isEmpty = Number(headers['content-length'] ?? 0) === 0 && headers['transfer-encoding'] === undefined
  return isEmpty ? undefined : readCreateBucketConfiguration(await call.readXmlBody()).region
}
