/** The size in hexadecimal digits, then perhaps extensions (RFC 9112 §7.1). 12 digits are more than is ever read. */
const CHUNK_LINE = /^[ \t]*0*([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i
const EXACT_CHUNK_LINE = /^[0-9a-f]+(?:;|$)/i

export interface ChunkSize {
  readonly size: number
  /** No spaces around the size, which other programs may reject. */
  readonly exact: boolean
}

export function parseChunkSize(line: string): ChunkSize | undefined {
  const [, digits] = CHUNK_LINE.exec(line) ?? []
  return digits === undefined
    ? undefined
    : { size: Number.parseInt(digits, 16), exact: EXACT_CHUNK_LINE.test(line) }
}
