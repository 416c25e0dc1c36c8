import type { BatchSource, SourceFile } from '../../batches/plan.ts'
import { blobOf, findObject, type BucketRecord, type ObjectRecord } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { inputNotFound } from '../../protocol/jobs/input-not-found.ts'
import { readManifest } from '../../protocol/batches/inventory.ts'
import type { BatchInput } from '../../protocol/batches/read-batch.ts'
import type { Storage } from '../../storage/storage.ts'

/** With a thousand files a manifest has some 300 KB. */
const LONGEST_MANIFEST = 1024 * 1024

export interface SourceOptions {
  readonly db: Queryable
  readonly storage: Storage
  readonly bucket: BucketRecord
}

/**
 * Where a batch gets its objects from, with the bytes that its files have now. Throws ResourceNotFound for a file that
 * is not in the bucket, and InvalidArgument for what is no manifest.
 */
export async function resolveBatchSource(
  wanted: SourceOptions,
  { kind, value }: BatchInput,
  signal: AbortSignal,
): Promise<BatchSource> {
  switch (kind) {
    case 'Prefix':
      return { kind: 'prefix', prefix: value }
    case 'Object':
      return { kind: 'object', key: value }
    case 'UrlFile':
      return { kind: 'urls', file: toFile(await findFile(wanted, value)) }
    case 'Manifest':
      return resolveManifest(wanted, await findFile(wanted, value), signal)
  }
}

async function resolveManifest(
  wanted: SourceOptions,
  object: ObjectRecord,
  signal: AbortSignal,
): Promise<BatchSource> {
  const { storage, bucket } = wanted
  if (object.size > LONGEST_MANIFEST)
    throw new ProtocolError('InvalidArgument', `Input.Manifest must have at most ${LONGEST_MANIFEST} bytes.`)
  const text = await readText(storage, object, signal)
  const { columns, files: keys } = readManifest(text, bucket.name)
  const files: SourceFile[] = []
  for (const key of keys) files.push(toFile(await findFile(wanted, key)))
  return { kind: 'inventory', columns, files }
}

async function readText(storage: Storage, object: ObjectRecord, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of storage.read(blobOf(object), undefined, signal)) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a file is read as bytes')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function findFile({ db, bucket }: SourceOptions, key: string): Promise<ObjectRecord> {
  const object = await findObject(db, bucket.id, key)
  if (object) return object
  throw inputNotFound(bucket.name, key)
}

function toFile({ key, blobId, size, crc64 }: ObjectRecord): SourceFile {
  return { key, blobId, size, crc64, isGzip: /\.gz$/i.test(key) }
}
