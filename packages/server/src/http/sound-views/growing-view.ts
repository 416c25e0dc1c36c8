import { open, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import {
  BANDS,
  bucketBytes,
  COLUMN_LEVELS,
  levelFile,
  PEAK_LEVELS,
  SHAPE_FILE,
  TILE_COLUMNS,
  ViewShape,
} from '../../media/sound-view/view-layout.ts'
import type { OpenView, PeakSpan, Tile, TileName, ViewDescription } from './open-view.ts'

/** How far the making of a view is. */
export interface Progress {
  readonly id: string
  /** Where its files are; undefined while it waits. */
  readonly directory: string | undefined
  /** 0–100 */
  readonly percent: number
}

/** What there is of a view that is being made. When it has just ended its files are gone, and nothing is read. */
export class GrowingView implements OpenView {
  readonly isReady = false
  readonly #progress: Progress

  constructor(progress: Progress) {
    this.#progress = progress
  }

  get id(): string {
    return this.#progress.id
  }

  async describe(): Promise<ViewDescription> {
    const { directory, percent } = this.#progress
    const shape = await this.#shape()
    return {
      state: directory === undefined ? 'waiting' : 'making',
      percent,
      shape,
      measures: undefined,
      buckets: shape ? await this.#count('peaks', { levels: PEAK_LEVELS, bytes: bucketBytes(shape) }) : [],
      columns: shape ? await this.#count('columns', { levels: COLUMN_LEVELS, bytes: BANDS }) : [],
      soundBytes: undefined,
    }
  }

  async peaks({ level, from, count }: PeakSpan): Promise<Buffer> {
    const shape = await this.#shape()
    if (!shape) return Buffer.alloc(0)
    const bytes = bucketBytes(shape)
    const file = levelFile('peaks', level)
    return wholeOf(await this.#read(file, { position: from * bytes, length: count * bytes }), bytes)
  }

  async tile({ level, tile }: TileName): Promise<Tile> {
    const length = TILE_COLUMNS * BANDS
    const read = await this.#read(levelFile('columns', level), { position: tile * length, length })
    return { bytes: wholeOf(read, BANDS), isGzipped: false }
  }

  async #shape(): Promise<ViewShape | undefined> {
    const file = this.#pathOf(SHAPE_FILE)
    const text = file === undefined ? undefined : await ifThere(readFile(file, 'utf8'))
    return text === undefined ? undefined : ViewShape.parse(JSON.parse(text))
  }

  async #count(
    kind: 'peaks' | 'columns',
    { levels, bytes }: { readonly levels: number; readonly bytes: number },
  ): Promise<readonly number[]> {
    const sizes = Array.from({ length: levels }, async (_, level) => {
      const file = this.#pathOf(levelFile(kind, level))
      const found = file === undefined ? undefined : await ifThere(stat(file))
      return Math.floor((found?.size ?? 0) / bytes)
    })
    return Promise.all(sizes)
  }

  async #read(
    name: string,
    { position, length }: { readonly position: number; readonly length: number },
  ): Promise<Buffer> {
    const at = this.#pathOf(name)
    const file = at === undefined ? undefined : await ifThere(open(at))
    if (!file) return Buffer.alloc(0)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

  #pathOf(name: string): string | undefined {
    const { directory } = this.#progress
    return directory === undefined ? undefined : path.join(directory, name)
  }
}

/** Without the beginning of a record that is being written. */
function wholeOf(bytes: Buffer, record: number): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % record))
}

async function ifThere<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
