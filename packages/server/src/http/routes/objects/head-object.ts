import type { Call, Reply } from '../../call.ts'
import type { Service } from '../../service.ts'
import { findWeighed } from './find-object.ts'
import { showObject } from './stored-headers.ts'

/** HEAD /{key}: what GET would answer, without the bytes. */
export async function headObjectRoute(service: Service, call: Call): Promise<Reply> {
  const { object, verdict } = await findWeighed(service, call)
  const headers = { ...showObject(object), 'accept-ranges': 'bytes' }
  if (verdict === 'not modified') return { status: 304, headers }
  return { status: 200, headers: { ...headers, 'content-length': String(object.size) } }
}
