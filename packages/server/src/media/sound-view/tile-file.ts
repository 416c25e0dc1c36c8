import { closeSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { readAt } from '../read-at.ts'
import { BANDS, COLUMN_LEVELS, countTiles, levelFile, TILE_COLUMNS } from './view-layout.ts'

/** Most of what there is to gain, for a fraction of the time. */
const GZIP = { level: 1 } as const
/** Where a tile begins, and its bytes. */
const ENTRY_BYTES = 8
const TILE_BYTES = TILE_COLUMNS * BANDS

export interface TilePlace {
  /** Of the file of tiles. */
  readonly start: number
  readonly end: number
}

/** Writes all columns of a directory as gzipped tiles of one file. An index of the tiles, level by level, ends it. */
export function packTiles(directory: string, name: string): void {
  const file = openSync(path.join(directory, name), 'wx')
  try {
    const index: number[] = []
    let at = 0
    for (let level = 0; level < COLUMN_LEVELS; level++) {
      for (const columns of readTiles(path.join(directory, levelFile('columns', level)))) {
        const tile = gzipSync(columns, GZIP)
        write(file, tile)
        index.push(at, tile.length)
        at += tile.length
      }
    }
    write(file, encodeIndex(index))
  } finally {
    closeSync(file)
  }
}

function* readTiles(columnsPath: string): Generator<Buffer> {
  const file = openSync(columnsPath, 'r')
  try {
    for (let at = 0; ; at += TILE_BYTES) {
      const columns = readAt(file, TILE_BYTES, at)
      if (columns.length === 0) return
      yield columns
    }
  } finally {
    closeSync(file)
  }
}

/** The bytes of the index at the end of a file of tiles, by the columns of each level. */
export function indexBytes(columns: readonly number[]): number {
  return columns.reduce((sum, count) => sum + countTiles(count), 0) * ENTRY_BYTES
}

/** Where a tile is, by the index. Undefined: there is none. */
export function placeOfTile(
  index: Buffer,
  columns: readonly number[],
  { level, tile }: { readonly level: number; readonly tile: number },
): TilePlace | undefined {
  if (tile >= countTiles(columns[level] ?? 0)) return undefined
  const entry = indexBytes(columns.slice(0, level)) + tile * ENTRY_BYTES
  const start = index.readUInt32LE(entry)
  return { start, end: start + index.readUInt32LE(entry + 4) }
}

function encodeIndex(index: readonly number[]): Buffer {
  const bytes = Buffer.alloc(index.length * 4)
  for (const [n, value] of index.entries()) bytes.writeUInt32LE(value, n * 4)
  return bytes
}

function write(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
}
