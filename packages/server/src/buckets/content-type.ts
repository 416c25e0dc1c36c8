import mime from 'mime'
import type { StoredHeaders } from './tables.ts'

const UNKNOWN = 'application/octet-stream'

interface Typed {
  readonly key: string
  readonly headers: StoredHeaders
}

/** What an object is: what its upload said, or else what the ending of its key means, as with the vendor. */
export function contentTypeOf({ key, headers }: Typed): string {
  // With the slash a name without a dot is not taken for an ending.
  return headers['content-type'] ?? mime.getType(`/${key}`) ?? UNKNOWN
}
