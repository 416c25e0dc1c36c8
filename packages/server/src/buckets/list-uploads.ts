import { sql, type Selectable } from 'kysely'
import type { Queryable } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { afterAllWith, directlyAfter, laterOf } from './key-order.ts'
import { commonPrefix } from './listing.ts'
import type { UploadRow } from './tables.ts'
import { toUpload, type UploadRecord } from './uploads.ts'

export interface UploadListingQuery {
  readonly prefix: string
  readonly delimiter: string
  /** The listing continues after this key or, with `uploadIdMarker`, after that upload of it. Empty: from the start. */
  readonly keyMarker: string
  readonly uploadIdMarker: string
  /** Uploads and common prefixes together. */
  readonly limit: number
}

interface UploadPosition {
  readonly key: string
  readonly uploadId: string
}

export interface UploadListing {
  readonly uploads: readonly UploadRecord[]
  readonly commonPrefixes: readonly string[]
  /** The next markers, if there is more; `uploadId` is empty after a common prefix. */
  readonly next: UploadPosition | undefined
}

const selectAfter = prepared<
  UploadPosition & { bucketId: number; before: string; limit: number },
  Selectable<UploadRow>
>((db, bind) =>
  db
    .selectFrom('uploads')
    .selectAll()
    .where('bucket_id', '=', bind('bucketId'))
    .where(sql<boolean>`(key, upload_id) > (${bind('key')}, ${bind('uploadId')})`)
    .where('key', '<', bind('before'))
    .orderBy('key')
    .orderBy('upload_id')
    .limit(bind('limit')),
)

/** Lists by key and upload id. `listKeys` can't be used, because a key may have many uploads. */
export async function listUploads(
  db: Queryable,
  bucketId: number,
  query: UploadListingQuery,
): Promise<UploadListing> {
  const { prefix, delimiter, limit } = query
  const uploads: UploadRecord[] = []
  const commonPrefixes: string[] = []
  const before = afterAllWith(prefix)
  let position = startOf(query)
  let last: UploadPosition | undefined
  while (limit > 0) {
    const wanted = limit + 1 - uploads.length - commonPrefixes.length
    const found = await selectAfter(db, { ...position, bucketId, before, limit: wanted })
    let passing: string | undefined
    for (const row of found) {
      if (passing !== undefined && row.key.startsWith(passing)) continue
      if (uploads.length + commonPrefixes.length === limit) return { uploads, commonPrefixes, next: last }
      passing = commonPrefix(row.key, prefix, delimiter)
      if (passing === undefined) uploads.push(toUpload(row))
      else commonPrefixes.push(passing)
      last =
        passing === undefined ? { key: row.key, uploadId: row.upload_id } : { key: passing, uploadId: '' }
    }
    if (found.length < wanted || last === undefined) break
    position = passing === undefined ? last : { key: afterAllWith(passing), uploadId: '' }
  }
  return { uploads, commonPrefixes, next: undefined }
}

function startOf({ prefix, delimiter, keyMarker, uploadIdMarker }: UploadListingQuery): UploadPosition {
  if (keyMarker === '') return { key: prefix, uploadId: '' }
  if (uploadIdMarker !== '' && laterOf(prefix, keyMarker) === keyMarker) {
    return { key: keyMarker, uploadId: uploadIdMarker }
  }
  const shown = commonPrefix(keyMarker, prefix, delimiter) === keyMarker
  return { key: laterOf(prefix, shown ? afterAllWith(keyMarker) : directlyAfter(keyMarker)), uploadId: '' }
}
