import type { JsonValue } from '../../base/json.ts'
import { dropBlob } from '../../buckets/dropped-blobs.ts'
import { insertSoundView, type SoundViewFile } from '../../sound-views/store.ts'
import type { Engine } from '../engine.ts'
import { limitViews } from './limit-views.ts'

export interface NewView {
  readonly id: string
  readonly sourceBlobId: string
  /** Of a difference: what is subtracted from the source. */
  readonly otherBlobId: string | undefined
  readonly details: JsonValue
  /** Staged. */
  readonly files: readonly SoundViewFile[]
  /** Bytes that all views may have. */
  readonly maxBytes: number
}

/** Keeps a view that was made. If another process was faster, that one is kept: they are the same. */
export async function keepView({ db, clock }: Engine, { maxBytes, ...view }: NewView): Promise<void> {
  await db.transact(async (tx) => {
    const now = clock.now()
    if (await insertSoundView(tx, { ...view, usedAt: now }))
      await limitViews(tx, { maxBytes, spared: view.id, now })
    else for (const { blob } of view.files) await dropBlob(tx, blob.id, now)
  })
}
