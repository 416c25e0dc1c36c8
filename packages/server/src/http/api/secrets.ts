import { z } from 'zod'
import { rotationSchema, secretListSchema, type SigningKeyJson } from '../../api-schemas/secrets.ts'
import { listKeys, rotateKeys, type KeyRecord } from '../../callbacks/webhook-keys.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { toIsoTime, toIsoTimeOrNull } from './times.ts'

const HOUR_MS = 3_600_000
const MAX_OVERLAP_HOURS = 24 * 365

const listSecretsRoute = readRoute({
  path: '/secrets',
  summary: 'The keys that callbacks are signed with, newest first; never the secrets themselves.',
  query: noQuery,
  answer: secretListSchema,
  async handle({ db, keysAreGiven }) {
    if (keysAreGiven) return { owner: 'environment' as const, secrets: [] }
    return { owner: 'service' as const, secrets: (await listKeys(db.reader)).map(serializeKey) }
  },
})

const rotateSecretsRoute = changeRoute({
  method: 'POST',
  path: '/secrets/rotate',
  summary: 'Makes a new key and shows it once. The keys before it sign beside it until they retire.',
  body: z.strictObject({ overlapHours: z.number().min(0).max(MAX_OVERLAP_HOURS).default(24) }),
  answer: rotationSchema,
  async handle({ db, ids, clock, keysAreGiven, copyKeys }, { body }) {
    if (keysAreGiven) {
      throw new ApiProblem(
        'conflict',
        'LEMNIS_WEBHOOK_SECRET names the keys: put a new one in front of the list there, or unset it.',
      )
    }
    const overlapMs = body.overlapHours * HOUR_MS
    const { secret, retires } = await rotateKeys(db, { ids, now: clock.now(), overlapMs })
    return { secret, retires: retires.map(serializeKey), file: (await copyKeys()) ?? null }
  },
})

function serializeKey({ id, createdAt, retiresAt }: KeyRecord): SigningKeyJson {
  return { id, createdAt: toIsoTime(createdAt), retiresAt: toIsoTimeOrNull(retiresAt) }
}

export const secretRoutes = [listSecretsRoute, rotateSecretsRoute]
