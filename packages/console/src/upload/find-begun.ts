import { md5 } from './md5.ts'
import { listBegunUploads, listStoredParts, type ObjectPlace } from './multipart.ts'
import { comparableParts, type Part } from './part-plan.ts'

/** An upload in parts, with the ETags of those that have arrived. */
export interface Begun {
  readonly uploadId: string
  readonly etags: Map<number, string>
}

/** Uploads of the same key that are looked at, the newest first. */
const MOST_UPLOADS = 5

/**
 * The upload that an earlier try of this file began, wherever that was: it has parts that are, byte for byte, those of the
 * file. So nothing is kept in the browser, and a file that has changed since is never joined with what it was.
 */
export async function findBegun(
  { bucket, key, file }: ObjectPlace & { readonly file: Blob },
  plan: readonly Part[],
  signal: AbortSignal,
): Promise<Begun | undefined> {
  const begun = await listBegunUploads({ bucket, prefix: key }, signal)
  const ofKey = begun.filter((upload) => upload.key === key)
  const newest = ofKey.sort((one, other) => (one.initiated < other.initiated ? 1 : -1)).slice(0, MOST_UPLOADS)
  for (const upload of newest) {
    const etags = new Map<number, string>()
    for (const { part, etag } of comparableParts(plan, await listStoredParts(upload, signal))) {
      signal.throwIfAborted()
      const bytes = new Uint8Array(await file.slice(part.from, part.to).arrayBuffer())
      if (md5(bytes) === etag) etags.set(part.number, etag)
      else if (etags.size === 0) break
    }
    if (etags.size > 0) return { uploadId: upload.uploadId, etags }
  }
  return undefined
}
