import { z } from 'zod'
import {
  accessKeyListSchema,
  accessKeySchema,
  createdKeySchema,
  deletedKeySchema,
  policySchema,
  type AccessKeyJson,
} from '../../api-schemas/keys.ts'
import { createAccessKey, deleteAccessKey, MAX_KEYS, setKeyState } from '../../keys/change-keys.ts'
import { listAccessKeys, type AccessKey } from '../../keys/store.ts'
import { assertNewPolicy } from '../../protocol/auth/check-denials.ts'
import { isTemporaryId } from '../../protocol/auth/temporary-key.ts'
import type { ApiContext } from './api-context.ts'
import { bucketName, limitFields, policyTextOf } from './key-limits.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, deleteRoute, noQuery, readRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const MAX_BUCKETS = 100

const secretId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'it must be 8 to 64 letters, digits, dashes and underscores')
const secretKey = z.string().regex(/^[\x21-\x7e]{16,128}$/, 'it must be 16 to 128 visible ASCII characters')

const listKeysRoute = readRoute({
  path: '/keys',
  summary: 'The keys that clients sign with, beside the one of the settings; never their secrets.',
  query: noQuery,
  answer: accessKeyListSchema,
  handle: async ({ db }) => ({ keys: (await listAccessKeys(db.reader)).map(serializeAccessKey) }),
})

const createBody = z.strictObject({
  name: z.string().min(1).max(100),
  buckets: z.array(bucketName).min(1).max(MAX_BUCKETS).nullable().default(null).meta({
    description: 'The only ones that it reaches, which need not exist yet; null is all, or that of `allow`.',
  }),
  ...limitFields,
  secretId: secretId.optional(),
  secretKey: secretKey.optional(),
})

const createKeyRoute = changeRoute({
  method: 'POST',
  path: '/keys',
  summary: 'Makes a key and shows its secret, once. A pair that clients have already can be given.',
  body: createBody,
  answer: createdKeySchema,
  async handle(context, { body }) {
    const { db, accessKeys } = context
    const key = newKey(context, body)
    const outcome = key.secretId === accessKeys.mainId ? 'taken' : await createAccessKey(db, key)
    if (outcome === 'taken') throw new ApiProblem('conflict', `There is a key ${key.secretId} already.`)
    if (outcome === 'too many')
      throw new ApiProblem('conflict', `There are ${MAX_KEYS} keys: delete one first.`)
    return { ...serializeAccessKey(key), secretKey: key.secretKey }
  },
})

/** Throws ApiProblem for half a pair, and for an id that could be a temporary key's; also what a wrong policy throws. */
function newKey(
  { ids, clock }: Pick<ApiContext, 'ids' | 'clock'>,
  { name, buckets, policy, allow, ...pair }: z.output<typeof createBody>,
): AccessKey {
  if ((pair.secretId === undefined) !== (pair.secretKey === undefined)) {
    throw new ApiProblem('invalid_argument', 'secretId and secretKey are given together, or neither.')
  }
  const { secretId = `AKID${ids.randomHex(16)}`, secretKey = ids.randomHex(20) } = pair
  if (isTemporaryId(secretId)) {
    throw new ApiProblem('invalid_argument', 'A secretId that begins like this one is a temporary key’s.')
  }
  if (buckets && allow && !buckets.includes(allow.bucket))
    throw new ApiProblem('invalid_argument', 'allow.bucket is none of buckets.')
  const policyText = policyTextOf({ policy, allow })
  if (policyText !== undefined) assertNewPolicy(policyText)
  const reached = buckets ?? (allow && [allow.bucket])
  return {
    secretId,
    secretKey,
    name,
    buckets: reached && [...new Set(reached)],
    policy: policyText,
    state: 'enabled',
    createdAt: clock.now(),
  }
}

const setKeyRoute = changeRoute({
  method: 'PATCH',
  path: '/keys/{id}',
  summary: 'Disables a key, and with it all temporary keys that were made from it, or enables it again.',
  body: z.strictObject({ state: accessKeySchema.shape.state }),
  answer: accessKeySchema,
  async handle({ db, accessKeys }, { id, body: { state } }) {
    assertNotMain(id, accessKeys.mainId)
    const key = await setKeyState(db, id, state)
    if (!key) throw noKey(id)
    return serializeAccessKey(key)
  },
})

const deleteKeyRoute = deleteRoute({
  path: '/keys/{id}',
  summary: 'Deletes a key; temporary keys that were made from it are worth nothing from then on.',
  answer: deletedKeySchema,
  async handle({ db, accessKeys }, { id }) {
    assertNotMain(id, accessKeys.mainId)
    if (!(await deleteAccessKey(db, id))) throw noKey(id)
    return { deleted: id }
  },
})

function assertNotMain(id: string, mainId: string): void {
  if (id !== mainId) return
  throw new ApiProblem(
    'conflict',
    'This is the main key, of LEMNIS_SECRET_ID and LEMNIS_SECRET_KEY: change it there.',
  )
}

function noKey(id: string): ApiProblem {
  return new ApiProblem('not_found', `There is no key ${id}.`)
}

function serializeAccessKey({ secretId, name, buckets, policy, state, createdAt }: AccessKey): AccessKeyJson {
  return {
    ...{ secretId, name, buckets: buckets ? [...buckets] : null },
    policy: policy === undefined ? null : policySchema.parse(JSON.parse(policy)),
    ...{ state, createdAt: toIsoTime(createdAt) },
  }
}

export const keyRoutes = [listKeysRoute, createKeyRoute, setKeyRoute, deleteKeyRoute]
