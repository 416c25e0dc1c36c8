import type { PartRecord } from '../../../buckets/parts.ts'
import { putPart, type NewPart } from '../../../engine/objects/put-part.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { RouteContext } from '../../route-context.ts'

/** Adds a staged part to its upload. If the upload has ended meanwhile, the bytes are deleted at once. */
export async function storePart({ engine, storage }: RouteContext, part: NewPart): Promise<PartRecord> {
  try {
    return await putPart(engine, part)
  } catch (error) {
    if (error instanceof ProtocolError) await storage.delete(part.blob.id)
    throw error
  }
}
