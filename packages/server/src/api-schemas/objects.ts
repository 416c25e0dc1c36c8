import { z } from 'zod'
import { count, isoTime } from './values.ts'

export const bucketSchema = z.object({
  name: z.string(),
  region: z.string(),
  createdAt: isoTime,
  isDefault: z.boolean().meta({ description: 'It is meant by a request that names no bucket.' }),
})

export const bucketListSchema = z.object({ buckets: z.array(bucketSchema) })

const objectSchema = z.object({
  key: z.string(),
  bytes: count,
  modifiedAt: isoTime,
  contentType: z.string(),
  etag: z.string().meta({ description: 'Without quotes.' }),
  crc64: z.string(),
})

export const objectPageSchema = z.object({
  objects: z.array(objectSchema),
  prefixes: z.array(z.string()).meta({ description: 'Those that the delimiter ends, each once.' }),
  next: z.string().nullable().meta({ description: 'The `after` of the page after it; null at the end.' }),
})

const usageShape = {
  objects: count,
  bytes: count,
  isLowerBound: z
    .boolean()
    .meta({ description: 'There is more: counting ended at a million objects, or after two seconds.' }),
}

export const usageSchema = z.object({
  prefixes: z
    .array(z.object({ prefix: z.string(), ...usageShape }))
    .meta({ description: 'Those that the delimiter ends, each once.' }),
  total: z.object(usageShape).meta({ description: 'Of all keys that begin with the prefix.' }),
  next: z.string().nullable().meta({ description: 'The `after` of the page after it; null at the end.' }),
})

export const linkSchema = z.object({
  path: z.string().meta({ description: 'Path and query, at the address that this was asked at.' }),
  expiresAt: isoTime,
  exists: z.boolean().meta({ description: 'Whether there is such an object now.' }),
})

export const deletedObjectsSchema = z.object({ deleted: count })
