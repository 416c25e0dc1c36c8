import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { sentenceOf, type Finding, type Looked, type Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import { OutageError } from '../base/outage.ts'
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

/**
 * Stages a blob of random bytes, reads it whole and in part, and deletes it. When it is broken off half way the blob is
 * one that no row names, which the sweep removes.
 */
export async function checkStorage(options: StorageCheckOptions, signal: AbortSignal): Promise<Looked> {
  const { settings, dataDir, clock, ids } = options
  if (!settings.s3 && !existsSync(dataDir)) return { skipped: 'The first start makes the data directory.' }
  const place = settings.s3 ? `s3://${settings.s3.bucket}/${settings.s3.prefix}` : 'the data directory'
  const figures = { place, ...(settings.s3?.endpoint !== undefined && { endpoint: settings.s3.endpoint }) }
  const broken = (problem: Problem): Finding => ({ found: place, figures, problems: [problem] })
  try {
    const storage = await options.open()
    const bytes = Buffer.from(ids.randomHex(BLOB_BYTES), 'hex')
    const began = clock.monotonic()
    const blob = await storage.stage(oneChunk(bytes), { maxBytes: BLOB_BYTES }, signal)
    const stagedAt = clock.monotonic()
    const wrong = await readBack(storage, blob, bytes, signal)
    const readAt = clock.monotonic()
    await storage.delete(blob.id)
    if (wrong !== undefined) return broken(wrong)
    if (!(await isGone(storage, blob, signal))) return broken(stillThere)
    const [writeMs, readMs] = [Math.round(stagedAt - began), Math.round(readAt - stagedAt)]
    return {
      found: `${place}: ${BLOB_BYTES / 1024} KiB written in ${writeMs} ms, read twice in ${readMs} ms, deleted`,
      figures: { ...figures, writeMs, readMs },
      problems: [],
    }
  } catch (error) {
    if (error instanceof StorageFullError)
      return broken({ state: 'failed', what: error.message, advice: MAKE_ROOM })
    if (!settings.s3 || signal.aborted) throw error
    // Only who uses S3 loads its client.
    const { explainS3Error } = await import('./s3/explain-error.ts')
    const cause =
      error instanceof StorageUnreachableError || error instanceof OutageError ? error.cause : error
    return broken({ state: 'failed', ...(explainS3Error(cause, settings.s3) ?? unknownError(error)) })
  }
}

const unknownError = (error: unknown) => ({
  what: sentenceOf(error),
  advice: 'Look at LEMNIS_STORAGE and the LEMNIS_S3_… settings, and at what the storage itself logs.',
})

const MAKE_ROOM = 'Make room on the disk of LEMNIS_DATA_DIR, or raise the quota of the storage.'

const stillThere: Problem = {
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
  blob: NamedBlob,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  // Their sum is taken here, so that other bytes are a finding and no error.
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
