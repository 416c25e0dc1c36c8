import type { Readable } from 'node:stream'
import { OutageError } from '../base/outages/outage.ts'

/** Bytes that are safe on the disk under `id`. The sweep removes them unless a row names them. */
export interface StagedBlob {
  readonly id: string
  /** Bytes. */
  readonly size: number
  /** Lowercase hex. */
  readonly md5: string
  /** CRC-64/XZ as unsigned decimal. */
  readonly crc64: string
}

/** What composing needs of a part, so that its bytes need not be hashed again. */
export type PartBlob = Omit<StagedBlob, 'md5'>

/** A blob as a row names it: what is read of it is compared with this. */
export interface NamedBlob {
  readonly id: string
  /** Bytes. */
  readonly size: number
  /** `undefined` when it is not known: then only the size is compared. */
  readonly crc64: string | undefined
}

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A path that a child process may read, and never write, until this is disposed of. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string
  /** Reads all of it, also while others do. Throws DamagedBlobError when these are not the bytes of the row. */
  compare(signal: AbortSignal): Promise<void>
}

export interface ListedBlob {
  readonly id: string
  /** When it was staged, ms since 1970. */
  readonly createdAt: number
  /** Bytes. */
  readonly size: number
}

/**
 * Immutable blobs named by id. Every method throws StorageAwayError while the storage can't be used. What a blob means
 * (key, headers, who may read it) is a row elsewhere; the sweep removes a blob that no row names.
 */
export interface Storage extends AsyncDisposable {
  /**
   * Stores all of `bytes`, durably once it resolves; on an error or abort nothing is left. Throws BlobTooLargeError
   * above `maxBytes`, StorageFullError, and what `bytes` throws.
   */
  stage(
    bytes: AsyncIterable<Uint8Array>,
    options: { readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<StagedBlob>
  /** Stores a blob of another storage under its own id; on an error or abort nothing is left. */
  keep(id: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedBlob>
  /** Takes over a file that a child wrote: `path` is gone afterwards. */
  stageFile(path: string, signal: AbortSignal): Promise<StagedBlob>
  /**
   * Exactly the bytes that the row means, as a stream. It fails with DamagedBlobError before its first byte when the blob
   * has another size, and before its last one when all of it is read and the bytes differ. Of a small blob all is read for
   * any range. Whether damage in a range of a large one is noticed depends on the storage.
   */
  read(blob: NamedBlob, range: ByteRange | undefined, signal: AbortSignal): Readable
  /**
   * The same at less cost: a chunk is valid until the consumer asks for the next one. A consumer that stops before the
   * end has to `return`, as `for await` does.
   */
  lend(blob: NamedBlob, range: ByteRange | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array, void>
  /** One new blob from the bytes of `parts` in order; the parts stay. Throws DamagedBlobError; then nothing is stored. */
  compose(parts: readonly PartBlob[], signal: AbortSignal): Promise<PartBlob>
  /** The blob as a file on this machine. Throws DamagedBlobError when it has another size. */
  localFile(blob: NamedBlob, signal: AbortSignal): Promise<LocalFile>
  /** Reads all of the blob, or nothing. Throws DamagedBlobError when it is not what the row says. */
  compare(blob: NamedBlob, what: 'bytes' | 'size', signal: AbortSignal): Promise<void>
  /** Succeeds also when there is no such blob. */
  delete(id: string): Promise<void>
  /** Every blob, in no order; one that is stored or deleted meanwhile may be missed or listed. */
  list(signal: AbortSignal): AsyncIterable<ListedBlob>
}

export class StorageFullError extends OutageError {
  override readonly name = 'StorageFullError'

  constructor(message: string, options?: ErrorOptions) {
    super('storage', message, options)
  }
}

/** The storage can't be used now: its disk or its service does not answer, or denies access. No blob is damaged. */
export class StorageAwayError extends OutageError {
  override readonly name = 'StorageAwayError'

  constructor(message: string, options?: ErrorOptions) {
    super('storage', message, options)
  }
}

/** At a start: the storage can't be used with these settings. */
export class StorageUnreachableError extends Error {
  override readonly name = 'StorageUnreachableError'
}

export type Damage = 'damaged' | 'missing'

/** A row names a blob that is not there, or whose bytes are not those that were stored: a retry does not help. */
export class DamagedBlobError extends Error {
  override readonly name = 'DamagedBlobError'
  readonly kind: Damage
  readonly blobId: string

  constructor(blobId: string, found: 'missing' | { readonly wrong: string }, options?: ErrorOptions) {
    const isMissing = found === 'missing'
    super(isMissing ? `There is no blob ${blobId}.` : `The blob ${blobId} ${found.wrong}.`, options)
    this.kind = isMissing ? 'missing' : 'damaged'
    this.blobId = blobId
  }
}

export class BlobTooLargeError extends Error {
  override readonly name = 'BlobTooLargeError'
}
