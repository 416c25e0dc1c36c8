import type { RefusedReplacement } from '../../../engine/objects/put-object.ts'
import type { RequestHeaders } from './unsupported-headers.ts'

/** What a request requires if its key exists already: `undefined`, the default, replaces the object. */
export function readIfTaken(given: RequestHeaders): RefusedReplacement | undefined {
  const forbids = given['x-cos-forbid-overwrite']
  if (typeof forbids === 'string' && forbids.toLowerCase() === 'true') return 'FileAlreadyExists'
  return given['if-none-match'] === '*' ? 'PreconditionFailed' : undefined
}
