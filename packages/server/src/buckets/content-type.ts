import { mediaTypeOf } from '../base/media-type.ts'
import type { StoredHeaders } from './tables.ts'

interface Typed {
  readonly key: string
  readonly headers: StoredHeaders
}

/** Returns the type of an object: from its upload, or else from the extension of its key, as with the vendor. */
export function contentTypeOf({ key, headers }: Typed): string {
  return headers['content-type'] ?? mediaTypeOf(key)
}
