import { abortUpload } from '../../../engine/objects/abort-upload.ts'
import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readUploadName } from './read-upload-name.ts'

/** DELETE /{key}?uploadId=: gives up an upload in parts. */
export async function abortUploadRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  await abortUpload(engine, readUploadName(call))
  return { status: 204 }
}
