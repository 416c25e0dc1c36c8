import { findObject, type ObjectRecord } from '../../../buckets/store.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { requireBucket, type Call } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { evaluateConditions, type Conditions, type ConditionResult } from './conditions.ts'

export interface ConditionalObject {
  readonly object: ObjectRecord
  readonly condition: Exclude<ConditionResult, 'failed'>
}

/** The object of a GET or HEAD. Throws NoSuchBucket, NoSuchKey, NoSuchVersion and PreconditionFailed. */
export async function findConditionally(context: RouteContext, call: Call): Promise<ConditionalObject> {
  const bucket = requireBucket(call)
  const { key } = call.target
  assertObjectKey(key)
  assertOnlyVersion(call.query.get('versionId'))
  const object = await findObject(context.engine.db.reader, bucket.id, key)
  if (!object) throw new ProtocolError('NoSuchKey', 'The object does not exist.')
  const condition = evaluateConditions(readConditions(call), object)
  if (condition === 'failed')
    throw new ProtocolError('PreconditionFailed', 'A condition of the request does not hold.')
  return { object, condition }
}

/** Throws NoSuchVersion. */
export function assertOnlyVersion(versionId: string | undefined): void {
  if (isOnlyVersion(versionId)) return
  throw new ProtocolError('NoSuchVersion', 'Objects have no versions here.')
}

/** Objects have one version, which stores without versions call `null`. */
export function isOnlyVersion(versionId: string | undefined): boolean {
  return versionId === undefined || versionId === '' || versionId === 'null'
}

function readConditions({ headers }: Call): Conditions {
  return {
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
    ifUnmodifiedSince: headers['if-unmodified-since'],
  }
}
