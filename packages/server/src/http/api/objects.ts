import { z } from 'zod'
import {
  bucketListSchema,
  bucketSchema,
  deletedObjectsSchema,
  linkSchema,
  objectPageSchema,
} from '../../api-schemas/objects.ts'
import { contentTypeOf } from '../../buckets/content-type.ts'
import {
  findObject,
  listBuckets,
  listObjects,
  type BucketRecord,
  type ObjectRecord,
} from '../../buckets/store.ts'
import { createBucket } from '../../engine/objects/create-bucket.ts'
import { deleteObjects } from '../../engine/objects/delete-objects.ts'
import { signLink } from '../../protocol/auth/sign-link.ts'
import { assertObjectKey } from '../../protocol/object-key.ts'
import { ApiProblem } from './problem.ts'
import { requireBucket } from './require-resource.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const DEFAULT_LIMIT = 100
const MAX_KEYS = 1_000
const EXPIRES_S = { least: 1, usual: 3_600, most: 7 * 86_400 } as const
/** The clock of a client that shares the link may be behind. */
const EARLY_S = 60

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

const listObjectsRoute = readRoute({
  path: '/objects',
  summary: 'The objects of a bucket in the order of their keys, and page by page.',
  query: z.strictObject({
    bucket: z.string(),
    prefix: z.string().default(''),
    delimiter: z
      .string()
      .default('')
      .meta({ description: 'Keys that are equal up to it, behind the prefix, are one entry of `prefixes`.' }),
    after: z.string().default('').meta({ description: 'The `next` of the page before, or any key.' }),
    limit: z.coerce.number().int().min(1).max(MAX_KEYS).default(DEFAULT_LIMIT),
  }),
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

const signRoute = changeRoute({
  method: 'POST',
  path: '/objects/sign',
  summary: 'Makes a link that reads or writes one object without a key, until it expires.',
  body: z.strictObject({
    bucket: z.string(),
    key: z.string(),
    method: z.enum(['GET', 'PUT']).default('GET'),
    expiresSeconds: z.int().min(EXPIRES_S.least).max(EXPIRES_S.most).default(EXPIRES_S.usual),
  }),
  answer: linkSchema,
  async handle({ db, clock, accessKeys }, { host, body: { bucket: name, key, method, expiresSeconds } }) {
    if (host === undefined)
      throw new ApiProblem('invalid_argument', 'Ask at an address whose host name names no bucket.')
    const bucket = await requireBucket(db.reader, name)
    assertObjectKey(key)
    const main = (await accessKeys.current()).get(accessKeys.mainId)
    if (!main) throw new Error('the main key is missing')
    const now = Math.floor(clock.now() / 1_000)
    const until = now + expiresSeconds
    const { secretId, secretKey } = main
    const path = signLink({
      ...{ secretId, secretKey, method, bucket: name, key, host, until },
      from: now - EARLY_S,
    })
    const exists = (await findObject(db.reader, bucket.id, key)) !== undefined
    return { path, expiresAt: toIsoTime(until * 1_000), exists }
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
  signRoute,
  deleteObjectsRoute,
]
