import { z } from 'zod'
import { keyCheckSchema, type KeyCheckJson } from '../../api-schemas/keys.ts'
import { findBucket } from '../../buckets/store.ts'
import { listAccessKeys } from '../../keys/store.ts'
import type { Statement } from '../../protocol/auth/access-policy.ts'
import { ACTIONS } from '../../protocol/auth/actions.ts'
import { nearestName } from '../../base/nearest-name.ts'
import { checkKey, type KeyCheck } from '../check-key.ts'
import { bucketName } from './key-limits.ts'
import { ApiProblem } from './problem.ts'
import { readRoute } from './route.ts'

const MAX_KEY_CHARS = 850
const MAX_TOKEN_CHARS = 8 * 1024

const checkQuery = z.strictObject({
  action: z.string().meta({ description: 'Such as cos:PutObject.' }),
  bucket: bucketName.optional().meta({ description: 'Only actions on the service as a whole need none.' }),
  key: z.string().max(MAX_KEY_CHARS).optional().meta({ description: 'Of the object.' }),
  token: z.string().max(MAX_TOKEN_CHARS).optional().meta({ description: 'Of a temporary key.' }),
})

const checkKeyRoute = readRoute({
  path: '/keys/{id}/check',
  summary: 'Whether a key may do an action to something, decided as for a request, and what decides it.',
  query: checkQuery,
  answer: keyCheckSchema,
  async handle({ db, accessKeys, clock }, { id, query: { action: given, bucket, key, token } }) {
    const action = readAction(given)
    const [ring, keys, known] = await Promise.all([
      accessKeys.current(),
      listAccessKeys(db.reader),
      bucket === undefined ? undefined : findBucket(db.reader, bucket),
    ])
    const lookup = { accessKeyId: id, token, now: clock.now() }
    const check = checkKey(ring, keys, { lookup, question: { action, bucket, region: known?.region, key } })
    return serializeCheck(check, { secretId: id, action, bucket: bucket ?? null, key: key ?? null })
  },
})

function readAction(given: string): (typeof ACTIONS)[number] {
  const action = ACTIONS.find((known) => known === given.replace(/^name\//, ''))
  if (action) return action
  const nearest = nearestName(given, ACTIONS)
  const hint = nearest === undefined ? 'docs/keys.md lists them' : `did you mean ${nearest}?`
  throw new ApiProblem('invalid_argument', `There is no action ${given.slice(0, 100)}: ${hint}`)
}

const SENTENCES: Readonly<Record<KeyCheckJson['reason'], string>> = {
  unlimited: 'It may: the key has every action there.',
  allowed: 'It may: this statement of its policy allows it, and none denies it.',
  denied: 'It may not: this statement of its policy denies it.',
  'not-mentioned': 'It may not: no statement of its policy allows it.',
  'other-bucket': 'It may not: the key is for other buckets.',
  disabled: 'It may not: the key, or the one that it was made from, is disabled.',
  'unknown-key': 'It may not: there is no such key.',
  'token-missing': 'It may not: a temporary key signs only with its token.',
  'token-wrong': 'It may not: the token is not of this key, or the key that it was made from is deleted.',
  'token-expired': 'It may not: the temporary key has expired.',
}

function serializeCheck(
  { decision, rights }: KeyCheck,
  question: Pick<KeyCheckJson, 'secretId' | 'action' | 'bucket' | 'key'>,
): KeyCheckJson {
  const { kind: reason } = decision
  return {
    ...question,
    allowed: reason === 'unlimited' || reason === 'allowed',
    reason,
    message: SENTENCES[reason],
    statement: 'statement' in decision ? serializeStatement(decision.statement) : null,
    buckets: rights?.buckets ? [...rights.buckets] : null,
  }
}

/** As a policy writes it. */
function serializeStatement({ effect, actions, resources }: Statement): KeyCheckJson['statement'] {
  return {
    effect,
    action: [...actions],
    resource: resources.map(({ service, region, path }) => `qcs::${service}:${region}:uid/*:${path}`),
  }
}

export const keyCheckRoutes = [checkKeyRoute]
