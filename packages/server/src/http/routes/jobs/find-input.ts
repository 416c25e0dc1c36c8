import { findObject, type ObjectRecord } from '../../../buckets/store.ts'
import { inputNotFound } from '../../../protocol/jobs/input-not-found.ts'
import { IGNORED, skipIgnoredFields } from '../../../protocol/xml/ignored-fields.ts'
import {
  invalidArgument,
  readObjectKey,
  requiredField,
  startRequest,
  textAt,
  type FieldPath,
} from '../../../protocol/xml/read-fields.ts'
import { requireBucket, type Call } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'

/** Returns the root field of a call's body. Throws InvalidArgument. */
export async function readRequest(call: Call): Promise<FieldPath> {
  const request = startRequest(await call.readXmlBody())
  skipIgnoredFields(request, IGNORED.call)
  return request
}

/** Returns Input.Object of a call's body. Throws InvalidArgument. */
export function readInputKey(request: FieldPath): string {
  const text = textAt(requiredField(request, 'Input'), 'Object')
  if (text === undefined) throw invalidArgument('Input.Object is required.')
  return readObjectKey('Input.Object', text)
}

/** Returns the object that a call's body names. Throws AccessDenied, NoSuchBucket and ResourceNotFound. */
export async function findInput(context: RouteContext, call: Call, key: string): Promise<ObjectRecord> {
  requireRight(call, 'cos:GetObject', { ...bucketResource(call), key })
  const bucket = requireBucket(call)
  const object = await findObject(context.engine.db.reader, bucket.id, key)
  if (object) return object
  throw inputNotFound(bucket.name, key)
}
