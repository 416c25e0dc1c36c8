import { findObject, type ObjectRecord } from '../../../buckets/store.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { checkObjectKey } from '../../../protocol/object-key.ts'
import { requireBucket, type Call } from '../../call.ts'
import type { Service } from '../../service.ts'
import { weighConditions, type Conditions, type Verdict } from './conditions.ts'

export interface WeighedObject {
  readonly object: ObjectRecord
  readonly verdict: Exclude<Verdict, 'failed'>
}

/** The object of a GET or HEAD. Throws NoSuchBucket, NoSuchKey, NoSuchVersion and PreconditionFailed. */
export async function findWeighed(service: Service, call: Call): Promise<WeighedObject> {
  const bucket = requireBucket(call)
  const { key } = call.target
  checkObjectKey(key)
  checkVersion(call.query.get('versionId'))
  const object = await findObject(service.engine.db.reader, bucket.id, key)
  if (!object) throw new ProtocolError('NoSuchKey', 'The object does not exist.')
  const verdict = weighConditions(readConditions(call), object)
  if (verdict === 'failed')
    throw new ProtocolError('PreconditionFailed', 'A condition of the request does not hold.')
  return { object, verdict }
}

/** Throws NoSuchVersion. */
export function checkVersion(versionId: string | undefined): void {
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
