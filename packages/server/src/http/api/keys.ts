import { z } from 'zod'
import { createAccessKey, deleteAccessKey, MAX_KEYS, setKeyState } from '../../keys/change-keys.ts'
import { listAccessKeys, type AccessKey } from '../../keys/store.ts'
import { KEY_STATES } from '../../keys/tables.ts'
import { POLICY_MAX_BYTES } from '../../protocol/auth/access-policy.ts'
import { isBucketName } from '../../protocol/bucket-name.ts'
import { DURATION_S, isTemporaryId } from '../../protocol/auth/temporary-key.ts'
import { issueKey } from '../issue-key.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, deleteRoute, noQuery, readRoute } from './route.ts'
import { accessKeyShape, shownTime, toTime } from './shapes.ts'

const MAX_BUCKETS = 100
const MAX_ACTIONS = 50
const MAX_PREFIX_CHARS = 850

const bucketName = z.string().refine(isBucketName, 'a bucket is called <name>-<appid>')
const secretId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, dashes and underscores')
const secretKey = z.string().regex(/^[\x21-\x7e]{16,128}$/, '16 to 128 visible ASCII characters')

const list = readRoute({
  path: '/keys',
  summary: 'The keys that clients sign with, beside the one of the settings; never their secrets.',
  query: noQuery,
  answer: z.object({ keys: z.array(accessKeyShape) }),
  handle: async ({ db }) => ({ keys: (await listAccessKeys(db.reader)).map(show) }),
})

const create = changeRoute({
  method: 'POST',
  path: '/keys',
  summary: 'Makes a key and shows its secret, once. A pair that clients have already can be given.',
  body: z.strictObject({
    name: z.string().min(1).max(100),
    buckets: z
      .array(bucketName)
      .min(1)
      .max(MAX_BUCKETS)
      .nullable()
      .default(null)
      .meta({ description: 'The only ones that it reaches, which need not exist yet; null is all.' }),
    secretId: secretId.optional(),
    secretKey: secretKey.optional(),
  }),
  answer: accessKeyShape.extend({ secretKey: z.string() }),
  async handle({ db, ids, clock, accessKeys }, { body }) {
    if ((body.secretId === undefined) !== (body.secretKey === undefined)) {
      throw new ApiProblem('invalid_argument', 'secretId and secretKey are given together, or neither.')
    }
    const key: AccessKey = {
      secretId: body.secretId ?? `AKID${ids.randomHex(16)}`,
      secretKey: body.secretKey ?? ids.randomHex(20),
      name: body.name,
      buckets: body.buckets ? [...new Set(body.buckets)] : undefined,
      state: 'enabled',
      createdAt: clock.now(),
    }
    if (isTemporaryId(key.secretId)) {
      throw new ApiProblem('invalid_argument', 'A secretId that begins like this one is a temporary key’s.')
    }
    const outcome = key.secretId === accessKeys.mainId ? 'taken' : await createAccessKey(db, key)
    if (outcome === 'taken') throw new ApiProblem('conflict', `There is a key ${key.secretId} already.`)
    if (outcome === 'too many')
      throw new ApiProblem('conflict', `There are ${MAX_KEYS} keys: delete one first.`)
    return { ...show(key), secretKey: key.secretKey }
  },
})

const set = changeRoute({
  method: 'PATCH',
  path: '/keys/{id}',
  summary: 'Disables a key, and with it all temporary keys that were made from it, or enables it again.',
  body: z.strictObject({ state: z.enum(KEY_STATES) }),
  answer: accessKeyShape,
  async handle({ db, accessKeys }, { id, body: { state } }) {
    refuseMain(id, accessKeys.mainId)
    const key = await setKeyState(db, id, state)
    if (!key) throw noKey(id)
    return show(key)
  },
})

const remove = deleteRoute({
  path: '/keys/{id}',
  summary: 'Deletes a key; temporary keys that were made from it are worth nothing from then on.',
  answer: z.object({ deleted: z.string() }),
  async handle({ db, accessKeys }, { id }) {
    refuseMain(id, accessKeys.mainId)
    if (!(await deleteAccessKey(db, id))) throw noKey(id)
    return { deleted: id }
  },
})

const within = z.strictObject({
  bucket: bucketName,
  prefix: z
    .string()
    .max(MAX_PREFIX_CHARS)
    .regex(/^[^*]*$/, 'a prefix has no *')
    .default(''),
  actions: z.array(z.string().min(1).max(100)).min(1).max(MAX_ACTIONS).default(['*']),
})

const temporary = changeRoute({
  method: 'POST',
  path: '/keys/temporary',
  summary:
    'Makes a temporary key, of which nothing is kept: from the key `key` or else the one of the settings, for what ' +
    '`policy` or `allow` say, or else for whatever its parent may.',
  body: z.strictObject({
    key: z.string().optional(),
    durationSeconds: z.int().min(DURATION_S.least).max(DURATION_S.most).default(DURATION_S.usual),
    policy: z
      .looseObject({})
      .optional()
      .meta({ description: `Version 2.0, as JSON of at most ${POLICY_MAX_BYTES} bytes.` }),
    allow: within
      .optional()
      .meta({ description: 'Actions (all unless named) on what begins with a prefix.' }),
  }),
  answer: z.object({ secretId: z.string(), secretKey: z.string(), token: z.string(), expiresAt: shownTime }),
  async handle({ accessKeys, clock, ids }, { body }) {
    if (body.policy && body.allow) throw new ApiProblem('invalid_argument', 'Give policy or allow, not both.')
    const parentId = body.key ?? accessKeys.mainId
    const parent = (await accessKeys.current()).get(parentId)
    if (!parent) throw new ApiProblem('not_found', `There is no key ${parentId} that is enabled.`)
    const policy = body.policy ?? (body.allow && policyFor(body.allow))
    const wanted = { durationS: body.durationSeconds, policy: policy && JSON.stringify(policy) }
    const key = issueKey(parent, wanted, { now: clock.now(), nonce: ids.randomHex(8) })
    return { ...key, expiresAt: toTime(key.expiresAt * 1_000) }
  },
})

/** Objects by the prefix of their keys; jobs, which have none, by their bucket. */
function policyFor({ bucket, prefix, actions }: z.output<typeof within>) {
  const resource = [`qcs::cos:*:uid/*:${bucket}/${prefix}*`, `qcs::ci:*:uid/*:bucket/${bucket}/*`]
  return { version: '2.0', statement: [{ effect: 'allow', action: actions, resource }] }
}

function refuseMain(id: string, mainId: string): void {
  if (id !== mainId) return
  throw new ApiProblem(
    'conflict',
    'This is the main key, of LEMNIS_SECRET_ID and LEMNIS_SECRET_KEY: change it there.',
  )
}

function noKey(id: string): ApiProblem {
  return new ApiProblem('not_found', `There is no key ${id}.`)
}

function show({ secretId, name, buckets, state, createdAt }: AccessKey): z.infer<typeof accessKeyShape> {
  return { secretId, name, buckets: buckets ? [...buckets] : null, state, createdAt: toTime(createdAt) }
}

export const keyRoutes = [list, create, set, remove, temporary]
