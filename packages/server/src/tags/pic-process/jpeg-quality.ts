import { open, type FileHandle } from 'node:fs/promises'

/** The luminance table of the JPEG standard (Annex K.1): encoders scale it by their quality. */
const STANDARD_TABLE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]
const START_OF_SCAN = 0xda
const QUANTIZATION = 0xdb
const MAX_SEGMENTS = 1_000

/**
 * The quality, 1–100, with which an encoder of the usual kind makes the luminance table that the file has; `undefined`
 * for what is no JPEG. Encoders with tables of their own get the quality whose table is as coarse.
 */
export async function jpegQuality(path: string): Promise<number | undefined> {
  await using file = await open(path)
  let position = 2
  for (let segment = 0; segment < MAX_SEGMENTS; segment += 1) {
    const head = await readAt(file, position, 4)
    const marker = head?.[1]
    if (head?.[0] !== 0xff || marker === undefined || marker === START_OF_SCAN) return undefined
    // A marker may have any number of fill bytes in front.
    if (marker === 0xff) {
      position += 1
      continue
    }
    const length = head.readUInt16BE(2)
    const table =
      marker === QUANTIZATION ? firstTable(await readAt(file, position + 4, length - 2)) : undefined
    if (table !== undefined) return nearestQuality(table)
    position += 2 + length
  }
  return undefined
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer | undefined> {
  if (bytes <= 0) return undefined
  const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, position)
  return bytesRead === bytes ? buffer : undefined
}

/** The sum of table 0, which is the one of luminance; tables of 16 bits are of no use here. */
function firstTable(segment: Buffer | undefined): number | undefined {
  for (let at = 0; segment && at + 65 <= segment.length; at += 65) {
    if (segment[at] === 0) return sumOf(segment.subarray(at + 1, at + 65))
  }
  return undefined
}

function nearestQuality(sum: number): number {
  let nearest = 100
  let distance = Infinity
  for (let quality = 100; quality >= 1; quality -= 1) {
    const away = Math.abs(sumOf(scaledTable(quality)) - sum)
    if (away >= distance) continue
    nearest = quality
    distance = away
  }
  return nearest
}

/** As the Independent JPEG Group's encoder does, and all after it. */
function scaledTable(quality: number): readonly number[] {
  const scale = quality < 50 ? Math.floor(5_000 / quality) : 200 - 2 * quality
  return STANDARD_TABLE.map((entry) => Math.min(Math.max(Math.floor((entry * scale + 50) / 100), 1), 255))
}

function sumOf(entries: Iterable<number>): number {
  let sum = 0
  for (const entry of entries) sum += entry
  return sum
}
