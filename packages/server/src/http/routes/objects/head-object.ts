import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { findConditionally } from './find-conditionally.ts'
import { showObject } from './stored-headers.ts'

/** HEAD /{key}: what GET would answer, without the bytes. */
export async function headObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const { object, condition } = await findConditionally(context, call)
  const headers = { ...showObject(object), 'accept-ranges': 'bytes' }
  if (condition === 'not modified') return { status: 304, headers }
  return { status: 200, headers: { ...headers, 'content-length': String(object.size) } }
}
