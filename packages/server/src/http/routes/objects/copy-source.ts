import { findBucket, type BucketRecord, type ObjectRecord } from '../../../buckets/store.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { percentDecode } from '../../../protocol/percent-encoding.ts'
import type { Call } from '../../call.ts'
import { requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { evaluateConditions } from './conditions.ts'
import { assertOnlyVersion } from './find-conditionally.ts'

export interface CopySource {
  readonly bucket: BucketRecord
  readonly key: string
}

/** `bucket.cos.region.suffix/key`: SDKs encode the key, and some prepend a scheme or a slash. */
const SOURCE = /^(?:https?:\/\/|\/)?([^/?]+)\/([^?]+)(?:\?versionId=([^&]*))?$/

/**
 * The object that x-cos-copy-source names, in any bucket that the signer may read from. Throws InvalidCopySource,
 * AccessDenied and NoSuchBucket.
 */
export async function readCopySource({ engine }: RouteContext, call: Call): Promise<CopySource> {
  const [, host = '', encoded = '', versionId] = SOURCE.exec(header(call, 'x-cos-copy-source') ?? '') ?? []
  const name = host.split('.')[0] ?? ''
  const key = percentDecode(encoded)
  if (name === '' || key === undefined) {
    throw new ProtocolError(
      'InvalidCopySource',
      'x-cos-copy-source must be <bucket>.cos.<region>.<domain>/<key>, the key percent-encoded.',
    )
  }
  assertObjectKey(key)
  assertOnlyVersion(versionId)
  const bucket = await findBucket(engine.db.reader, name)
  requireRight(call, 'cos:GetObject', { bucket: name, region: bucket?.region, key })
  if (!bucket)
    throw new ProtocolError('NoSuchBucket', `The bucket of x-cos-copy-source, ${name}, does not exist.`)
  return { bucket, key }
}

/** Throws PreconditionFailed if an x-cos-copy-source-if-* header does not hold for `source`. */
export function assertCopyConditions(call: Call, source: ObjectRecord): void {
  const result = evaluateConditions(
    {
      ifMatch: header(call, 'x-cos-copy-source-if-match'),
      ifNoneMatch: header(call, 'x-cos-copy-source-if-none-match'),
      ifModifiedSince: header(call, 'x-cos-copy-source-if-modified-since'),
      ifUnmodifiedSince: header(call, 'x-cos-copy-source-if-unmodified-since'),
    },
    source,
  )
  if (result === 'met') return
  throw new ProtocolError('PreconditionFailed', 'A condition on the source of the copy does not hold.')
}

function header(call: Call, name: string): string | undefined {
  const value = call.headers[name]
  return typeof value === 'string' ? value : undefined
}
