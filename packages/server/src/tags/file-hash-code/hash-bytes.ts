import { createHash } from 'node:crypto'
import { z } from 'zod'

export const HASH_TYPES = ['MD5', 'SHA1', 'SHA256'] as const
export type HashType = (typeof HASH_TYPES)[number]

/** What a child hands to the service. */
export const Hash = z.object({
  /** Lowercase hex. */
  hex: z.string(),
  bytes: z.int(),
})
export type Hash = z.infer<typeof Hash>

/** Reads `chunks` to their end; none of them is kept. `onBytes` gets the number of bytes so far. */
export async function hashBytes(
  chunks: AsyncIterable<Uint8Array>,
  type: HashType,
  onBytes?: (bytes: number) => void,
): Promise<Hash> {
  const hash = createHash(type.toLowerCase())
  let bytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    bytes += chunk.byteLength
    onBytes?.(bytes)
  }
  return { hex: hash.digest('hex'), bytes }
}

/** The header of an object that keeps a hash of its bytes. */
export function hashHeader(type: HashType): string {
  return `x-cos-meta-${type.toLowerCase()}`
}
