import { z } from 'zod'
import {
  endpointChangeSchema,
  endpointListSchema,
  endpointSchema,
  type EndpointJson,
} from '../../api-schemas/endpoints.ts'
import { isKnownEndpoint } from '../../callbacks/endpoints/is-known-endpoint.ts'
import { listEndpoints, type ListedEndpoint } from '../../callbacks/endpoints/list-endpoints.ts'
import { readRecentAttempts, type RecentAttempts } from '../../callbacks/endpoints/recent-attempts.ts'
import { resumeEndpoint } from '../../callbacks/endpoints/resume-endpoint.ts'
import { setEndpoint } from '../../callbacks/endpoints/set-endpoint.ts'
import { isWithin, scopeKey, type Scope } from '../../callbacks/scope.ts'
import type { Database } from '../../db/database.ts'
import { ApiProblem } from './problem.ts'
import { readScope, type ScopeParameters } from './read-scope.ts'
import { requireBucket } from './require-resource.ts'
import { changeRoute, readRoute } from './route.ts'
import { timeParameter, toIsoTime, toIsoTimeOrNull } from './times.ts'

/** A pause without `until`, ms. */
const DEFAULT_PAUSE_MS = 60 * 60_000

const DAY_MS = 24 * 3_600_000

const listEndpointsRoute = readRoute({
  path: '/endpoints',
  summary:
    'Endpoints in trouble, what one bucket sends to one, what it sends to one address there; and each bucket at an ' +
    'endpoint for which something waits. With `include=recent` also all that callbacks were sent to within a day.',
  query: z.strictObject({
    state: endpointSchema.shape.state.optional(),
    include: z.literal('recent').optional(),
  }),
  answer: endpointListSchema,
  async handle({ db, clock }, { query: { state, include } }) {
    const recent =
      include === undefined ? undefined : await readRecentAttempts(db.reader, clock.now() - DAY_MS)
    const scopes = [...(recent?.values() ?? [])].map(({ scope }) => scope)
    const endpoints = (await listEndpoints(db.reader, scopes)).map((endpoint) => ({
      ...serializeEndpoint(endpoint),
      ...(recent && { recent: serializeRecent(recent.get(scopeKey(endpoint.scope))) }),
    }))
    return { endpoints: state === undefined ? endpoints : endpoints.filter((one) => one.state === state) }
  },
})

function serializeRecent(found: RecentAttempts | undefined): NonNullable<EndpointJson['recent']> {
  const { attempts = 0, delivered = 0, lastDeliveredAt = null, lastError } = found ?? {}
  return {
    attempts,
    delivered,
    lastDeliveredAt: toIsoTimeOrNull(lastDeliveredAt),
    lastError: lastError ? { ...lastError, at: toIsoTime(lastError.at) } : null,
  }
}

const scopeFields = {
  endpoint: z.string().min(1).max(2_048).meta({
    description: 'Its origin (any address below it will do), or the whole of one that is not http.',
  }),
  bucket: z.string().min(1).max(100).nullish().meta({
    description: 'Only what this bucket sends there; without it, what all of them do.',
  }),
  address: z.string().min(1).max(2_048).nullish().meta({
    description: 'Only what the bucket sends to this address, whatever its query.',
  }),
}
const reason = z.string().max(500).optional()

const resumeEndpointRoute = changeRoute({
  method: 'POST',
  path: '/endpoints/resume',
  summary:
    'Opens what is paused or parked, with all that is narrower. What was parked with it is due at once; what answered ' +
    '410 itself comes last.',
  body: z.strictObject(scopeFields),
  answer: endpointChangeSchema,
  async handle({ db, clock }, { body }) {
    const scope = readScope(body)
    await assertCanResume(db, scope)
    const resumed = await resumeEndpoint(db, scope, clock.now())
    return { endpoint: await readOne(db, scope), resumed }
  },
})

const pauseEndpointRoute = changeRoute({
  method: 'POST',
  path: '/endpoints/pause',
  summary: 'Sends nothing to an endpoint until a time; an hour when none is given.',
  body: z.strictObject({ ...scopeFields, until: timeParameter.optional(), reason }),
  answer: endpointChangeSchema,
  async handle({ db, clock }, { body }) {
    const now = clock.now()
    const pausedUntil = body.until ?? now + DEFAULT_PAUSE_MS
    if (pausedUntil <= now) throw new ApiProblem('invalid_argument', 'until: it must lie ahead.')
    const scope = await readExistingScope(db, body)
    const override = {
      state: 'paused',
      pausedUntil,
      reason: body.reason ?? 'paused by the operator',
    } as const
    await setEndpoint(db, scope, { override, now })
    return { endpoint: await readOne(db, scope), resumed: 0 }
  },
})

const parkEndpointRoute = changeRoute({
  method: 'POST',
  path: '/endpoints/park',
  summary: 'Sends nothing to an endpoint until it is resumed.',
  body: z.strictObject({ ...scopeFields, reason }),
  answer: endpointChangeSchema,
  async handle({ db, clock }, { body }) {
    const scope = await readExistingScope(db, body)
    const override = { state: 'parked', reason: body.reason ?? 'parked by the operator' } as const
    await setEndpoint(db, scope, { override, now: clock.now() })
    return { endpoint: await readOne(db, scope), resumed: 0 }
  },
})

/** The bucket has to be there; the endpoint may be one that nothing was sent to yet. Throws ApiProblem. */
async function readExistingScope(db: Database, given: ScopeParameters): Promise<Scope> {
  const scope = readScope(given)
  if (scope.bucketName !== undefined) await requireBucket(db.reader, scope.bucketName)
  return scope
}

/** Throws ApiProblem for an endpoint that is not known, and for one that a wider scope keeps closed. */
async function assertCanResume(db: Database, scope: Scope): Promise<void> {
  if (!(await isKnownEndpoint(db.reader, scope))) {
    const subject = scope.bucketName === undefined ? 'is sent' : `the bucket ${scope.bucketName} sends`
    const where = scope.address ?? scope.endpoint
    throw new ApiProblem('not_found', `Nothing is known of what ${subject} to ${where}.`)
  }
  const wider = (await listEndpoints(db.reader)).find(
    (one) => one.state === 'parked' && isWithin(scope, one.scope) && scopeKey(one.scope) !== scopeKey(scope),
  )
  if (!wider) return
  const owner = wider.scope.bucketName === undefined ? '' : ` for the bucket ${wider.scope.bucketName}`
  throw new ApiProblem('conflict', `${scope.endpoint} is parked${owner} as a whole: resume that.`)
}

async function readOne(db: Database, scope: Scope): Promise<EndpointJson> {
  const found = (await listEndpoints(db.reader, [scope])).find(
    (one) => scopeKey(one.scope) === scopeKey(scope),
  )
  if (!found) throw new Error('an endpoint that was asked for is in the list')
  return serializeEndpoint(found)
}

function serializeEndpoint({ scope, since, pausedUntil, ...endpoint }: ListedEndpoint): EndpointJson {
  return {
    endpoint: scope.endpoint,
    bucket: scope.bucketName ?? null,
    address: scope.address ?? null,
    ...endpoint,
    since: toIsoTimeOrNull(since),
    pausedUntil: toIsoTimeOrNull(pausedUntil),
  }
}

export const endpointRoutes = [listEndpointsRoute, resumeEndpointRoute, pauseEndpointRoute, parkEndpointRoute]
