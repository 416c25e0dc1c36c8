import { z } from 'zod'
import { linkSchema } from '../../api-schemas/objects.ts'
import { findObject, type BucketRecord } from '../../buckets/store.ts'
import { isAllowed } from '../../protocol/auth/is-allowed.ts'
import { signLink } from '../../protocol/auth/sign-link.ts'
import { assertObjectKey } from '../../protocol/object-key.ts'
import type { KeyDirectory } from '../key-directory.ts'
import type { Credential } from '../key-ring.ts'
import { ApiProblem } from './problem.ts'
import { requireBucket } from './require-resource.ts'
import { changeRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const EXPIRES_S = { least: 1, usual: 3_600, most: 7 * 86_400 } as const
/** The clock of a client that shares the link may be behind. */
const EARLY_S = 60

const ACTIONS = { GET: 'cos:GetObject', PUT: 'cos:PutObject' } as const

const linkBody = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  method: z.enum(['GET', 'PUT']).default('GET'),
  expiresSeconds: z.int().min(EXPIRES_S.least).max(EXPIRES_S.most).default(EXPIRES_S.usual),
  secretId: z.string().optional().meta({
    description: 'The key that it is signed with, and ends with; without it, the one of the settings.',
  }),
})
type Link = z.output<typeof linkBody>

export const linkRoute = changeRoute({
  method: 'POST',
  path: '/objects/sign',
  summary: 'Makes a link that reads or writes one object without a key, until it expires.',
  body: linkBody,
  answer: linkSchema,
  async handle({ db, clock, accessKeys }, { host, body }) {
    if (host === undefined)
      throw new ApiProblem('invalid_argument', 'Ask at an address whose host name names no bucket.')
    const bucket = await requireBucket(db.reader, body.bucket)
    const { method, key } = body
    assertObjectKey(key)
    const { secretId, secretKey } = await chooseKey(accessKeys, body, bucket)
    const now = Math.floor(clock.now() / 1_000)
    const until = now + body.expiresSeconds
    const path = signLink({
      ...{ secretId, secretKey, method, bucket: bucket.name, key, host, until },
      from: now - EARLY_S,
    })
    const exists = (await findObject(db.reader, bucket.id, key)) !== undefined
    return { path, expiresAt: toIsoTime(until * 1_000), exists }
  },
})

/** Throws ApiProblem for a key that is not enabled, and for one that may not do what the link would. */
async function chooseKey(
  accessKeys: KeyDirectory,
  { secretId, method, key }: Link,
  { name: bucket, region }: BucketRecord,
): Promise<Credential> {
  const chosen = (await accessKeys.current()).get(secretId ?? accessKeys.mainId)
  if (!chosen && secretId === undefined) throw new Error('the main key is missing')
  if (!chosen) throw new ApiProblem('not_found', `There is no enabled key ${secretId}.`)
  if (isAllowed(chosen.rights, ACTIONS[method], { bucket, region, key })) return chosen
  throw new ApiProblem('invalid_argument', `The key ${chosen.secretId} does not reach the bucket ${bucket}.`)
}
