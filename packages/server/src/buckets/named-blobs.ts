import { sql } from 'kysely'
import type { Queryable } from '../db/database.ts'

/** A blob as referenced by rows, all of which have the same values. */
export interface NamedBlobRow {
  readonly id: string
  /** Bytes. */
  readonly size: number
  /** Unsigned decimal. */
  readonly crc64: string
}

/** A reference to a blob: an object, or a part of an upload in progress. */
export interface BlobUse {
  readonly bucket: string
  readonly key: string
  /** The id of the upload; `null` for an object. */
  readonly upload_id: string | null
  readonly part: number | null
}

/** Returns blobs with ids above `after`, in order. */
export async function listNamedBlobs(
  db: Queryable,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly NamedBlobRow[]> {
  const { rows } = await sql<NamedBlobRow>`
    SELECT * FROM (
      SELECT blob_id AS id, size, crc64 FROM objects WHERE blob_id > ${after} ORDER BY blob_id LIMIT ${limit}
    ) AS of_objects
    UNION SELECT * FROM (
      SELECT blob_id AS id, size, crc64 FROM parts WHERE blob_id > ${after} ORDER BY blob_id LIMIT ${limit}
    ) AS of_parts
    ORDER BY id LIMIT ${limit}`.execute(db)
  return rows
}

/** Returns `undefined` if no row refers to it. */
export async function findNamedBlob(db: Queryable, blobId: string): Promise<NamedBlobRow | undefined> {
  const { rows } = await sql<NamedBlobRow>`
    SELECT blob_id AS id, size, crc64 FROM objects WHERE blob_id = ${blobId}
    UNION SELECT blob_id AS id, size, crc64 FROM parts WHERE blob_id = ${blobId}
    LIMIT 1`.execute(db)
  return rows.at(0)
}

/** Returns some references to the blob. */
export async function findBlobUses(
  db: Queryable,
  blobId: string,
  limit: number,
): Promise<readonly BlobUse[]> {
  const { rows } = await sql<BlobUse>`
    SELECT b.name AS bucket, o.key, NULL AS upload_id, NULL AS part
    FROM objects o JOIN buckets b ON b.id = o.bucket_id WHERE o.blob_id = ${blobId}
    UNION ALL
    SELECT b.name, u.key, u.upload_id, p.number
    FROM parts p JOIN uploads u ON u.id = p.upload JOIN buckets b ON b.id = u.bucket_id WHERE p.blob_id = ${blobId}
    LIMIT ${limit}`.execute(db)
  return rows
}

/** Returns a description for messages. */
export function showBlobUse({ bucket, key, upload_id, part }: BlobUse): string {
  return upload_id === null
    ? `${bucket}/${key}`
    : `${bucket}/${key} (part ${part ?? 0} of the upload ${upload_id})`
}
