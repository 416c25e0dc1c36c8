import { mediaTypeOf } from '../base/media-type.ts'
import type { StoredHeaders } from './tables.ts'

interface Typed {
  readonly key: string
  readonly headers: StoredHeaders
}

/** What an object is: what its upload said, or else what the ending of its key means, as with the vendor. */
export function contentTypeOf({ key, headers }: Typed): string {
  return headers['content-type'] ?? mediaTypeOf(key)
}
