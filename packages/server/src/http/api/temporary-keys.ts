import { z } from 'zod'
import { temporaryKeySchema } from '../../api-schemas/keys.ts'
import { DURATION_S } from '../../protocol/auth/temporary-key.ts'
import { issueKey } from '../issue-key.ts'
import { limitFields, policyTextOf } from './key-limits.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const issueTemporaryKeyRoute = changeRoute({
  method: 'POST',
  path: '/keys/temporary',
  summary:
    'Makes a temporary key, of which nothing is kept: from the key `key` or else the one of the settings, for what ' +
    '`policy` or `allow` say, or else for all that its parent may do.',
  body: z.strictObject({
    key: z.string().optional(),
    durationSeconds: z.int().min(DURATION_S.least).max(DURATION_S.most).default(DURATION_S.usual),
    ...limitFields,
  }),
  answer: temporaryKeySchema,
  async handle({ accessKeys, clock, ids }, { body }) {
    const policy = policyTextOf(body)
    const parentId = body.key ?? accessKeys.mainId
    const parent = (await accessKeys.current()).get(parentId)
    if (!parent) throw new ApiProblem('not_found', `There is no key ${parentId} that is enabled.`)
    const options = { durationS: body.durationSeconds, policy }
    const key = issueKey(parent, options, { now: clock.now(), nonce: ids.randomHex(8) })
    return { ...key, expiresAt: toIsoTime(key.expiresAt * 1_000) }
  },
})

export const temporaryKeyRoutes = [issueTemporaryKeyRoute]
