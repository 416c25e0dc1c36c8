import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'

/**
 * The headers that a client stored with an object, by lower-case name: `cache-control`, `content-disposition`,
 * `content-encoding`, `content-type`, `expires` and `x-cos-meta-*`.
 */
export type StoredHeaders = Readonly<Record<string, string>>

export interface BucketRow {
  id: Generated<number>
  name: string
  region: string
  created_at: number
}

export interface ObjectRow {
  bucket_id: number
  key: string
  blob_id: string
  size: number
  etag: string
  crc64: string
  headers: JsonText<StoredHeaders>
  storage_class: string
  modified_at: number
}

export interface UploadRow {
  id: Generated<number>
  /** The id that clients see. */
  upload_id: string
  bucket_id: number
  key: string
  headers: JsonText<StoredHeaders>
  storage_class: string
  initiated_at: number
}

export interface PartRow {
  upload: number
  number: number
  blob_id: string
  size: number
  etag: string
  crc64: string
  modified_at: number
}

interface DroppedBlobRow {
  blob_id: string
  dropped_at: number
}

export interface ScrubRow {
  one: number
  /** The last blob read; `null` between two rounds. */
  after: string | null
  began_at: number
  /** Of the last complete round. */
  ended_at: number | null
  blobs: number
  bytes: number
  holder: string
  held_until: number
}

export interface DamagedBlobRow {
  blob_id: string
  kind: 'damaged' | 'missing'
  found_at: number
}

declare module '../db/database.ts' {
  interface Tables {
    buckets: BucketRow
    objects: ObjectRow
    uploads: UploadRow
    parts: PartRow
    dropped_blobs: DroppedBlobRow
    scrub: ScrubRow
    damaged_blobs: DamagedBlobRow
  }

  interface Channels {
    /** A bucket was deleted. */
    buckets: true
  }
}
