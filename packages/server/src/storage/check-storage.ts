import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { sentenceOf, type Finding, type Looked, type Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import { OutageError } from '../base/outages/outage.ts'
import { BlobSums } from './blob-sums.ts'
import type { StorageSettings } from './config.ts'
import {
  DamagedBlobError,
  StorageFullError,
  StorageUnreachableError,
  type NamedBlob,
  type Storage,
} from './storage.ts'

const BLOB_BYTES = 64 * 1024
const RANGE = { start: 1_000, end: 33_000 }

export interface StorageCheckOptions {
  readonly settings: StorageSettings
  readonly dataDir: string
  /** Throws StorageUnreachableError. */
  readonly open: () => Promise<Storage>
  readonly clock: Clock
  readonly ids: Ids
}

/** Stages a blob of random bytes, reads it whole and in part, and deletes it. The sweep removes it after a crash. */
export async function checkStorage(options: StorageCheckOptions, signal: AbortSignal): Promise<Looked> {
  const { settings, dataDir } = options
  if (!settings.s3 && !existsSync(dataDir)) return { skipped: 'The first start makes the data directory.' }
  const place = settings.s3 ? `s3://${settings.s3.bucket}/${settings.s3.prefix}` : 'the data directory'
  const figures = { place, ...(settings.s3?.endpoint !== undefined && { endpoint: settings.s3.endpoint }) }
  const failure = (problem: Problem): Finding => ({ found: place, figures, problems: [problem] })
  try {
    const tried = await tryStorage(options, signal)
    if ('problem' in tried) return failure(tried.problem)
    const { writeMs, readMs } = tried
    return {
      found: `${place}: ${BLOB_BYTES / 1024} KiB written in ${writeMs} ms, read twice in ${readMs} ms, deleted`,
      figures: { ...figures, writeMs, readMs },
      problems: [],
    }
  } catch (error) {
    const problem = await explain(error, settings, signal)
    if (!problem) throw error
    return failure(problem)
  }
}

type Tried = { readonly problem: Problem } | { readonly writeMs: number; readonly readMs: number }

async function tryStorage(options: StorageCheckOptions, signal: AbortSignal): Promise<Tried> {
  const { clock, ids } = options
  const storage = await options.open()
  const bytes = Buffer.from(ids.randomHex(BLOB_BYTES), 'hex')
  const startedAt = clock.monotonic()
  const blob = await storage.stage(oneChunk(bytes), { maxBytes: BLOB_BYTES }, signal)
  const stagedAt = clock.monotonic()
  const problem = await readBack(storage, { blob, bytes }, signal)
  const readAt = clock.monotonic()
  await storage.delete(blob.id)
  if (problem !== undefined) return { problem }
  if (!(await isGone(storage, blob, signal))) return { problem: NOT_DELETED }
  return { writeMs: Math.round(stagedAt - startedAt), readMs: Math.round(readAt - stagedAt) }
}

/** `undefined` for an error of a directory that explains itself. */
async function explain(
  error: unknown,
  { s3 }: StorageSettings,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  if (error instanceof StorageFullError) return { state: 'failed', what: error.message, advice: FREE_SPACE }
  if (!s3 || signal.aborted) return undefined
  // Loaded only when it is used, as the S3 client is large.
  const { explainS3Error } = await import('./s3/explain-error.ts')
  const cause = error instanceof StorageUnreachableError || error instanceof OutageError ? error.cause : error
  return { state: 'failed', ...(explainS3Error(cause, s3) ?? unknownError(error)) }
}

const unknownError = (error: unknown) => ({
  what: sentenceOf(error),
  advice: 'Look at LEMNIS_STORAGE and the LEMNIS_S3_… settings, and at what the storage itself logs.',
})

const FREE_SPACE = 'Free space on the disk of LEMNIS_DATA_DIR, or raise the quota of the storage.'

const NOT_DELETED: Problem = {
  state: 'failed',
  what: 'A blob that was deleted can still be read.',
  advice: 'Allow s3:DeleteObject, and switch off a lock or a retention rule of the bucket.',
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

async function readBack(
  storage: Storage,
  { blob, bytes }: { readonly blob: NamedBlob; readonly bytes: Buffer },
  signal: AbortSignal,
): Promise<Problem | undefined> {
  // Without the sum the storage reports no damage, so that the comparison is made here.
  const sized = { ...blob, crc64: undefined }
  const whole = await sumOf(storage.read(sized, undefined, signal))
  const part = await sumOf(storage.read(sized, RANGE, signal))
  const wrong = (what: string): Problem => ({
    state: 'failed',
    what,
    advice: 'Take another storage: this one does not give back what it was given.',
  })
  if (whole !== sumOfBytes(bytes)) return wrong('A blob was read back with other bytes.')
  if (part !== sumOfBytes(bytes.subarray(RANGE.start, RANGE.end))) {
    return wrong('A part of a blob was read back with other bytes.')
  }
  return undefined
}

async function sumOf(stream: Readable): Promise<string> {
  const sums = new BlobSums()
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a blob is read as bytes')
    sums.hash(chunk)
  }
  return sums.result().md5
}

function sumOfBytes(bytes: Uint8Array): string {
  const sums = new BlobSums()
  sums.hash(bytes)
  return sums.result().md5
}

async function isGone(storage: Storage, blob: NamedBlob, signal: AbortSignal): Promise<boolean> {
  try {
    await sumOf(storage.read(blob, undefined, signal))
    return false
  } catch (error) {
    if (error instanceof DamagedBlobError) return error.kind === 'missing'
    throw error
  }
}
