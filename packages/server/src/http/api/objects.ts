import { z } from 'zod'
import {
  bucketListSchema,
  bucketSchema,
  deletedObjectsSchema,
  objectPageSchema,
  usageSchema,
} from '../../api-schemas/objects.ts'
import { contentTypeOf } from '../../buckets/content-type.ts'
import { listBuckets, listObjects, type BucketRecord, type ObjectRecord } from '../../buckets/store.ts'
import { measureUsage } from '../../buckets/usage.ts'
import { createBucket } from '../../engine/objects/create-bucket.ts'
import { deleteObjects } from '../../engine/objects/delete-objects.ts'
import { linkRoute } from './object-links.ts'
import { requireBucket } from './require-resource.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const DEFAULT_LIMIT = 100
const MAX_KEYS = 1_000

const listBucketsRoute = readRoute({
  path: '/buckets',
  summary: 'All buckets, by name.',
  query: noQuery,
  answer: bucketListSchema,
  async handle({ db, defaultBucket }) {
    return { buckets: (await listBuckets(db.reader)).map((bucket) => serializeBucket(bucket, defaultBucket)) }
  },
})

const createBucketRoute = changeRoute({
  method: 'POST',
  path: '/buckets',
  summary: 'Makes a bucket.',
  body: z.strictObject({ name: z.string(), region: z.string() }),
  answer: bucketSchema,
  async handle({ engine, defaultBucket }, { body }) {
    return serializeBucket(await createBucket(engine, body), defaultBucket)
  },
})

function serializeBucket({ name, region, createdAt }: BucketRecord, defaultBucket: string | undefined) {
  return { name, region, createdAt: toIsoTime(createdAt), isDefault: name === defaultBucket }
}

const delimiter = z
  .string()
  .meta({ description: 'Keys that are equal up to it, behind the prefix, are one entry of `prefixes`.' })

const listingQuery = z.strictObject({
  bucket: z.string(),
  prefix: z.string().default(''),
  delimiter: delimiter.default(''),
  after: z.string().default('').meta({ description: 'The `next` of the page before, or any key.' }),
  limit: z.coerce.number().int().min(1).max(MAX_KEYS).default(DEFAULT_LIMIT),
})

const listObjectsRoute = readRoute({
  path: '/objects',
  summary: 'The objects of a bucket in the order of their keys, and page by page.',
  query: listingQuery,
  answer: objectPageSchema,
  async handle({ db }, { query: { bucket: name, after: marker, ...listing } }) {
    const bucket = await requireBucket(db.reader, name)
    const { rows, commonPrefixes, nextMarker } = await listObjects(db.reader, bucket.id, {
      ...listing,
      marker,
    })
    return {
      objects: rows.map(serializeObject),
      prefixes: [...commonPrefixes],
      next: nextMarker ?? null,
    }
  },
})

function serializeObject(object: ObjectRecord) {
  const { key, size, modifiedAt, etag, crc64 } = object
  const contentType = contentTypeOf(object)
  return { key, bytes: size, modifiedAt: toIsoTime(modifiedAt), contentType, etag, crc64 }
}

const usageRoute = readRoute({
  path: '/objects/usage',
  summary: 'How many objects and bytes are below each prefix, page by page like the objects themselves.',
  query: listingQuery.extend({ delimiter: delimiter.min(1).default('/') }),
  answer: usageSchema,
  async handle({ db, clock }, { query: { bucket: name, after: marker, ...listing }, signal }) {
    const { id: bucketId } = await requireBucket(db.reader, name)
    const usage = await measureUsage(db.reader, { ...listing, bucketId, marker }, { clock, signal })
    return { ...usage, prefixes: [...usage.prefixes], next: usage.next ?? null }
  },
})

const deleteObjectsRoute = changeRoute({
  method: 'POST',
  path: '/objects/delete',
  summary: 'Deletes objects, all or none; keys without an object are passed over.',
  body: z.strictObject({ bucket: z.string(), keys: z.array(z.string()).min(1).max(MAX_KEYS) }),
  answer: deletedObjectsSchema,
  async handle({ engine }, { body: { bucket: name, keys } }) {
    const bucket = await requireBucket(engine.db.reader, name)
    return { deleted: await deleteObjects(engine, { bucketId: bucket.id, keys }) }
  },
})

export const objectRoutes = [
  listBucketsRoute,
  createBucketRoute,
  listObjectsRoute,
  usageRoute,
  linkRoute,
  deleteObjectsRoute,
]
