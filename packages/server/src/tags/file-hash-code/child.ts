import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { HASH_TYPES, hashBytes, type Hash } from './hash-bytes.ts'

const CHUNK_BYTES = 1024 * 1024

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  type: z.enum(HASH_TYPES),
  totalBytes: z.int().positive(),
})

/** Hashes a file. */
export function run(input: unknown, report: (percent: number) => void): Promise<Hash> {
  const { inputPath, type, totalBytes } = inputSchema.parse(input)
  const chunks = createReadStream(inputPath, { highWaterMark: CHUNK_BYTES })
  return hashBytes(chunks, type, (bytes) => report((bytes / totalBytes) * 100))
}
