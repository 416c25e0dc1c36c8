import { z } from 'zod'
import { temporaryKeySchema } from '../../api-schemas/keys.ts'
import { nearestName } from '../../base/nearest-name.ts'
import { POLICY_MAX_BYTES } from '../../protocol/auth/access-policy.ts'
import { ACTIONS } from '../../protocol/auth/actions.ts'
import { matchesPattern } from '../../protocol/auth/is-allowed.ts'
import { ABSENT_ACTIONS, OTHER_NAMES } from '../../protocol/auth/vendor-actions.ts'
import { DURATION_S } from '../../protocol/auth/temporary-key.ts'
import { issueKey } from '../issue-key.ts'
import { bucketName } from './keys.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const MAX_ACTIONS = 50
const MAX_PREFIX_CHARS = 850

const allowance = z.strictObject({
  bucket: bucketName,
  prefix: z
    .string()
    .max(MAX_PREFIX_CHARS)
    .regex(/^[^*]*$/, 'a prefix has no *')
    .default(''),
  actions: z.array(z.string().min(1).max(100)).min(1).max(MAX_ACTIONS).default(['*']),
})

const issueTemporaryKeyRoute = changeRoute({
  method: 'POST',
  path: '/keys/temporary',
  summary:
    'Makes a temporary key, of which nothing is kept: from the key `key` or else the one of the settings, for what ' +
    '`policy` or `allow` say, or else for all that its parent may do.',
  body: z.strictObject({
    key: z.string().optional(),
    durationSeconds: z.int().min(DURATION_S.least).max(DURATION_S.most).default(DURATION_S.usual),
    policy: z
      .looseObject({})
      .optional()
      .meta({ description: `Version 2.0, as JSON of at most ${POLICY_MAX_BYTES} bytes.` }),
    allow: allowance
      .optional()
      .meta({ description: 'Actions (all unless named) on what begins with a prefix.' }),
  }),
  answer: temporaryKeySchema,
  async handle({ accessKeys, clock, ids }, { body }) {
    if (body.policy && body.allow) throw new ApiProblem('invalid_argument', 'Give policy or allow, not both.')
    for (const action of body.allow?.actions ?? []) assertKnownAction(action)
    const parentId = body.key ?? accessKeys.mainId
    const parent = (await accessKeys.current()).get(parentId)
    if (!parent) throw new ApiProblem('not_found', `There is no key ${parentId} that is enabled.`)
    const policy = body.policy ?? (body.allow && policyOf(body.allow))
    const options = { durationS: body.durationSeconds, policy: policy && JSON.stringify(policy) }
    const key = issueKey(parent, options, { now: clock.now(), nonce: ids.randomHex(8) })
    return { ...key, expiresAt: toIsoTime(key.expiresAt * 1_000) }
  },
})

/** Throws ApiProblem for what matches no action: the key could not do what it was made for. */
function assertKnownAction(pattern: string): void {
  const known = [...ACTIONS, ...OTHER_NAMES.keys(), ...ABSENT_ACTIONS]
  const bare = pattern.replace(/^name\//, '')
  if (known.some((action) => matchesPattern(bare, action))) return
  const nearest = nearestName(bare, ACTIONS)
  const hint = nearest === undefined ? 'docs/keys.md lists them' : `did you mean ${nearest}?`
  throw new ApiProblem('invalid_argument', `There is no action ${pattern.slice(0, 100)}: ${hint}`)
}

/** Objects by the prefix of their keys; jobs, which have none, by their bucket. */
function policyOf({ bucket, prefix, actions }: z.output<typeof allowance>) {
  const resource = [`qcs::cos:*:uid/*:${bucket}/${prefix}*`, `qcs::ci:*:uid/*:bucket/${bucket}/*`]
  return { version: '2.0', statement: [{ effect: 'allow', action: actions, resource }] }
}

export const temporaryKeyRoutes = [issueTemporaryKeyRoute]
