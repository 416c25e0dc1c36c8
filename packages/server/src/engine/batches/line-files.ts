import type { SourceFile } from '../../batches/plan.ts'
import type { Storage } from '../../storage/storage.ts'
import type { LineReader, TextLine } from './line-reader.ts'
import { blobOfFile, openLines } from './open-lines.ts'

/** Files that are kept open; one more closes the one that was read longest ago. */
const MOST_OPEN = 4

interface OpenFile {
  readonly reader: LineReader
  /** Which file, and where its next line begins. */
  readonly place: string
}

export interface LinesWanted {
  /** Of the batch: it reads one file at a time. */
  readonly batchId: string
  readonly file: SourceFile
  /** Where a line begins. */
  readonly byte: number
  readonly limit: number
}

export interface ReadLines {
  readonly lines: readonly TextLine[]
  /** Nothing follows in the file. */
  readonly ended: boolean
}

/**
 * The files that batches read, kept open from page to page: what is compressed would have to be read from its beginning
 * each time. Where a page begins is the caller's to say; when that is not where the last one ended, the file is opened
 * anew.
 */
export class LineFiles implements AsyncDisposable {
  readonly #storage: Pick<Storage, 'read' | 'compare'>
  readonly #open = new Map<string, OpenFile>()
  readonly #closed = new AbortController()

  constructor(storage: Pick<Storage, 'read' | 'compare'>) {
    this.#storage = storage
  }

  /** At most `limit` lines. Throws what reading throws; the file is closed then. */
  async read({ batchId, file, byte, limit }: LinesWanted): Promise<ReadLines> {
    const reader = await this.#take(batchId, file, byte)
    try {
      const lines = await reader.next(limit)
      const place = placeOf(file, lines.at(-1)?.nextByte ?? byte)
      if (reader.ended) await reader[Symbol.asyncDispose]()
      else await this.#keep(batchId, { reader, place })
      return { lines, ended: reader.ended }
    } catch (error) {
      await reader[Symbol.asyncDispose]()
      throw error
    }
  }

  async #take(batchId: string, file: SourceFile, byte: number): Promise<LineReader> {
    const kept = this.#open.get(batchId)
    this.#open.delete(batchId)
    if (kept?.place === placeOf(file, byte)) return kept.reader
    await kept?.reader[Symbol.asyncDispose]()
    if (byte === 0) await this.#compare(file)
    return openLines(this.#storage, file, byte)
  }

  /** Before the first of its lines becomes a job: what the last bytes tell would come too late. */
  async #compare(file: SourceFile): Promise<void> {
    if (file.crc64 === undefined) return
    await this.#storage.compare(blobOfFile(file), 'bytes', this.#closed.signal)
  }

  async #keep(batchId: string, file: OpenFile): Promise<void> {
    this.#open.set(batchId, file)
    const [oldest] = this.#open.keys()
    if (this.#open.size > MOST_OPEN && oldest !== undefined) await this.close(oldest)
  }

  async close(batchId: string): Promise<void> {
    const kept = this.#open.get(batchId)
    this.#open.delete(batchId)
    await kept?.reader[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort()
    for (const batchId of [...this.#open.keys()]) await this.close(batchId)
  }
}

function placeOf({ blobId }: SourceFile, byte: number): string {
  return `${blobId} ${byte}`
}
