import { dropBlob } from '../../buckets/dropped-blobs.ts'
import { findPart, upsertPart, type PartRecord } from '../../buckets/parts.ts'
import type { UploadName } from '../../buckets/uploads.ts'
import type { StagedBlob } from '../../storage/storage.ts'
import type { Engine } from '../engine.ts'
import { readUploadToFill } from './read-upload.ts'

export interface NewPart {
  readonly upload: UploadName
  readonly number: number
  readonly blob: StagedBlob
}

/** Adds a part whose bytes are staged, or replaces it. Throws NoSuchUpload. */
export function putPart(engine: Engine, { upload: name, number, blob }: NewPart): Promise<PartRecord> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const upload = await readUploadToFill(tx, name)
    const replaced = await findPart(tx, upload.id, number)
    const part: PartRecord = {
      upload: upload.id,
      number,
      blobId: blob.id,
      size: blob.size,
      etag: blob.md5,
      crc64: blob.crc64,
      modifiedAt: now,
    }
    await upsertPart(tx, part)
    if (replaced) await dropBlob(tx, replaced.blobId, now)
    return part
  })
}
