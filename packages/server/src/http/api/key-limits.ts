import { z } from 'zod'
import { policySchema } from '../../api-schemas/keys.ts'
import { nearestName } from '../../base/nearest-name.ts'
import { POLICY_MAX_BYTES } from '../../protocol/auth/access-policy.ts'
import { ACTIONS } from '../../protocol/auth/actions.ts'
import { matchesPattern } from '../../protocol/auth/is-allowed.ts'
import { ABSENT_ACTIONS, OTHER_NAMES } from '../../protocol/auth/vendor-actions.ts'
import { isBucketName } from '../../protocol/bucket-name.ts'
import { ApiProblem } from './problem.ts'

const MAX_ACTIONS = 50
const MAX_PREFIX_CHARS = 850

export const bucketName = z.string().refine(isBucketName, 'it must be a bucket’s name, <name>-<appid>')

const allowance = z.strictObject({
  bucket: bucketName,
  prefix: z
    .string()
    .max(MAX_PREFIX_CHARS)
    .regex(/^[^*]*$/, 'a prefix has no *')
    .default(''),
  actions: z.array(z.string().min(1).max(100)).min(1).max(MAX_ACTIONS).default(['*']),
})

/** What limits a key, in two ways to say it. */
export const limitFields = {
  policy: policySchema
    .optional()
    .meta({ description: `Version 2.0, as JSON of at most ${POLICY_MAX_BYTES} bytes.` }),
  allow: allowance
    .optional()
    .meta({ description: 'Actions (all unless named) on what begins with a prefix.' }),
}

interface Limits {
  readonly policy?: object | undefined
  readonly allow?: z.output<typeof allowance> | undefined
}

/** The policy of a key that is to be made, as JSON, not yet checked; `undefined`: there is none. Throws ApiProblem. */
export function policyTextOf({ policy, allow }: Limits): string | undefined {
  if (policy && allow) throw new ApiProblem('invalid_argument', 'Give policy or allow, not both.')
  for (const action of allow?.actions ?? []) assertKnownAction(action)
  const chosen = policy ?? (allow && policyOf(allow))
  return chosen && JSON.stringify(chosen)
}

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
