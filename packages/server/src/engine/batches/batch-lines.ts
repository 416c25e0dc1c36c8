import type { BatchCursor, BatchSource, SourceFile } from '../../batches/plan.ts'
import type { BatchRecord } from '../../batches/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { readInventoryLine } from '../../protocol/batches/inventory.ts'
import { keyProblem } from '../../protocol/key-problem.ts'
import { keyOfUrl } from '../../protocol/object-url.ts'
import { DamagedBlobError } from '../../storage/storage.ts'
import type { BlobLines, ReadLines } from '../../storage/lines/blob-lines.ts'
import { LineTooLongError } from '../../storage/lines/line-reader.ts'

/** The file of a batch can't be read, whenever it is tried; the message is for the client. */
export class BatchUnreadableError extends Error {
  override readonly name = 'BatchUnreadableError'
  readonly code: 'ResourceNotSupported' | 'ResourceDownloadFailed'

  constructor(message: string, code: BatchUnreadableError['code'] = 'ResourceNotSupported') {
    super(message)
    this.code = code
  }
}

/** What a line names: an object, nothing that could be one, or (neither of the two) nothing at all. */
export interface FileLine {
  readonly key?: string | undefined
  readonly refused?: string | undefined
  /** Where the listing stands after it. */
  readonly cursor: BatchCursor
}

export interface FileLines {
  readonly lines: readonly FileLine[]
  readonly cursor: BatchCursor
  /** Nothing follows in the last of the files. */
  readonly ended: boolean
}

export type FileSource = Extract<BatchSource, { readonly kind: 'urls' | 'inventory' }>

/** The next lines of a batch's files, behind its cursor. Throws BatchUnreadableError. */
export async function readFileLines(
  from: { readonly files: BlobLines; readonly bucketName: string },
  { batchId, cursor }: Pick<BatchRecord, 'batchId' | 'cursor'>,
  { source, limit }: { readonly source: FileSource; readonly limit: number },
): Promise<FileLines> {
  const files = source.kind === 'urls' ? [source.file] : source.files
  const { file: at = 0, byte = 0, line: before = 0 } = cursor
  const file = files[at]
  if (!file) return { lines: [], cursor, ended: true }
  const read = await readLines(from.files, { batchId, file, byte, limit, before })
  const lines = read.lines.map(({ text, nextByte }, index): FileLine => {
    const line = before + index + 1
    const named = nameOf(text, source, { where: `${file.key}, line ${line}`, bucketName: from.bucketName })
    return { ...named, cursor: { file: at, byte: nextByte, line } }
  })
  const last = lines.at(-1)?.cursor ?? cursor
  return read.ended
    ? { lines, cursor: { file: at + 1 }, ended: at + 1 >= files.length }
    : { lines, cursor: last, ended: false }
}

interface Reading {
  readonly batchId: string
  readonly file: SourceFile
  readonly byte: number
  readonly limit: number
  /** Lines of the file that were read earlier. */
  readonly before: number
}

async function readLines(files: BlobLines, { batchId, file, before, ...range }: Reading): Promise<ReadLines> {
  const { key, blobId: id, size, crc64, isGzip } = file
  try {
    return await files.read({ readerId: batchId, blob: { id, size, crc64, isGzip }, ...range })
  } catch (error) {
    if (error instanceof DamagedBlobError) throw unreadable(key, error)
    if (error instanceof LineTooLongError)
      throw new BatchUnreadableError(`${key} has a line after line ${before} that is longer than 16 KiB.`)
    if (isOfGzip(error)) throw new BatchUnreadableError(`${key} is no gzip file, or a broken one.`)
    throw error
  }
}

/** The file of a batch is kept by no row: that its bytes are gone may mean that they had to go. */
function unreadable(key: string, { kind }: DamagedBlobError): BatchUnreadableError {
  return kind === 'missing'
    ? new BatchUnreadableError(
        `${key} was replaced or deleted while it was read, or its stored bytes are missing.`,
      )
    : new BatchUnreadableError(
        `The stored bytes of ${key} are damaged; put it again.`,
        'ResourceDownloadFailed',
      )
}

function isOfGzip(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}

interface LineContext {
  /** As messages call the line. */
  readonly where: string
  readonly bucketName: string
}

function nameOf(
  text: string,
  source: FileSource,
  { where, bucketName }: LineContext,
): Omit<FileLine, 'cursor'> {
  const line = text.replace(/^\uFEFF/, '')
  if (line === '') return {}
  const { key, refused } =
    source.kind === 'urls' ? ofUrl(line, where, bucketName) : ofInventory(line, source, { where, bucketName })
  if (key === undefined) return { refused }
  return keyProblem(key) === undefined
    ? { key }
    : { refused: `${where}: this can't be the key of an object.` }
}

function ofUrl(line: string, where: string, bucketName: string): Omit<FileLine, 'cursor'> {
  try {
    return { key: keyOfUrl(where, line, bucketName) }
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.message }
    throw error
  }
}

type Inventory = Extract<BatchSource, { readonly kind: 'inventory' }>

function ofInventory(
  line: string,
  { columns }: Inventory,
  { where, bucketName }: LineContext,
): Omit<FileLine, 'cursor'> {
  const entry = readInventoryLine(line, columns, bucketName)
  switch (entry.kind) {
    case 'object':
      // A folder of the console is an object without content.
      return entry.key.endsWith('/') ? {} : { key: entry.key }
    case 'past':
      return {}
    case 'wrong':
      return { refused: `${where}: ${entry.reason}.` }
  }
}
