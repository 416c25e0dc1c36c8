import path from 'node:path'
import type { BucketRecord, ObjectRecord } from '../../buckets/store.ts'
import { contentTypeOf } from '../../buckets/content-type.ts'
import type { Transaction } from '../../db/database.ts'
import { findWorkflow, listActiveWorkflows } from '../../workflows/store.ts'
import type { CosHeader } from '../../workflows/tables.ts'
import type { ExtFilter, StartNode } from '../../workflows/topology.ts'
import type { JobEngine } from '../engine.ts'
import { startRun } from './start-run.ts'

/** How an object was created: the CosHeaders of a run that it starts say so. */
export interface ObjectCause {
  readonly event: 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload'
  readonly requestId?: string | undefined
  /** The workflows whose jobs led to the object: none of them is started by it. */
  readonly lineage?: readonly string[]
}

export interface CreatedObject {
  readonly bucket: BucketRecord
  readonly object: ObjectRecord
  readonly cause: ObjectCause
  readonly now: number
}

/** Begins a run of each Active workflow that an object starts, in the transaction that makes it. Returns how many. */
export async function triggerWorkflows(
  tx: Transaction,
  engine: JobEngine,
  { bucket, object, cause, now }: CreatedObject,
): Promise<number> {
  const lineage = cause.lineage ?? []
  const active = await listActiveWorkflows(tx, bucket.id)
  const wanted = active.filter(
    ({ workflowId, start }) => !lineage.includes(workflowId) && isStartedBy(start, object),
  )
  const cosHeaders = wanted.length === 0 ? [] : headersOf(object, cause)
  for (const { workflowId } of wanted) {
    const workflow = await findWorkflow(tx, { bucketId: bucket.id, workflowId })
    if (workflow)
      await startRun(tx, engine, { bucket, workflow, objectKey: object.key, cosHeaders, lineage, now })
  }
  return wanted.length
}

type Seen = Pick<ObjectRecord, 'key' | 'headers'>

export function isStartedBy({ objectPrefix, extFilter }: StartNode, object: Seen): boolean {
  if (!object.key.startsWith(objectPrefix) || object.key.endsWith('/')) return false
  return extFilter?.isOn !== true || passes(extFilter, object)
}

const KINDS = {
  video: new Set(
    '3g2 3gp asf avi dv f4v flv m2ts m3u8 m4v mkv mov mp4 mpeg mpg mts mxf ogv rm rmvb swf ts vob webm wmv'.split(
      ' ',
    ),
  ),
  audio: new Set('aac ac3 adts aiff alac amr ape flac m4a mp2 mp3 oga ogg opus wav wma'.split(' ')),
  image: new Set('avif bmp gif heic heif jpeg jpg png psd svg tif tiff webp'.split(' ')),
} as const satisfies Record<string, ReadonlySet<string>>

function passes(filter: ExtFilter, { key, headers }: Seen): boolean {
  if (filter.allFile) return true
  const extension = path.posix.extname(key).slice(1).toLowerCase()
  if (filter.customExts.includes(extension)) return true
  const type = contentTypeOf({ key, headers })
  return (['video', 'audio', 'image'] as const).some(
    (kind) =>
      filter[kind] && (KINDS[kind].has(extension) || (filter.contentType && type.startsWith(`${kind}/`))),
  )
}

/** Returns the headers of the object that started a run, as callbacks show them. */
export function headersOf(
  object: Pick<ObjectRecord, 'key' | 'headers' | 'size'>,
  cause?: ObjectCause,
): readonly CosHeader[] {
  const { headers, size } = object
  return [
    ...header('Content-Type', contentTypeOf(object)),
    ...header('x-cos-request-id', cause?.requestId),
    ...header('EventName', cause && `cos:ObjectCreated:${cause.event}`),
    ...header('Size', String(size)),
    ...Object.entries(headers)
      .filter(([name]) => name.startsWith('x-cos-meta-'))
      .map(([key, value]) => ({ key, value })),
  ]
}

function header(key: string, value: string | undefined): readonly CosHeader[] {
  return value === undefined ? [] : [{ key, value }]
}
