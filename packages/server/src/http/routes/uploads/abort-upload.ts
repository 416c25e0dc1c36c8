import { abortUpload } from '../../../engine/objects/abort-upload.ts'
import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readUploadName } from './read-upload-name.ts'

/** DELETE /{key}?uploadId=: aborts a multipart upload. */
export async function abortUploadRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  await abortUpload(engine, readUploadName(call))
  return { status: 204 }
}
