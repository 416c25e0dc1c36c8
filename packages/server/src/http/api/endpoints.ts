import { z } from 'zod'
import { knowsEndpoint } from '../../callbacks/endpoints/knows-endpoint.ts'
import { listEndpoints, type ListedEndpoint } from '../../callbacks/endpoints/list-endpoints.ts'
import { resumeEndpoint } from '../../callbacks/endpoints/resume-endpoint.ts'
import { isWithin, scopeKey, type Scope } from '../../callbacks/scope.ts'
import { setEndpoint } from '../../callbacks/endpoints/set-endpoint.ts'
import type { Database } from '../../db/database.ts'
import { readScope, requireBucket, type NamedScope } from './named.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, readRoute } from './route.ts'
import { endpointShape, givenTime, toTime, toTimeOrNull } from './shapes.ts'

/** A pause without an end that somebody named, ms. */
const PAUSE_MS = 60 * 60_000

type Shown = z.infer<typeof endpointShape>

const list = readRoute({
  path: '/endpoints',
  summary:
    'What is in trouble: endpoints, what one bucket sends to one, what it sends to one address there; and each bucket ' +
    'at an endpoint for which something waits.',
  query: z.strictObject({ state: z.enum(['working', 'failing', 'paused', 'parked']).optional() }),
  answer: z.object({ endpoints: z.array(endpointShape) }),
  async handle({ db }, { query: { state } }) {
    const endpoints = (await listEndpoints(db.reader)).map(show)
    return { endpoints: state === undefined ? endpoints : endpoints.filter((one) => one.state === state) }
  },
})

const named = {
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
const setAnswer = z.object({ endpoint: endpointShape, resumed: z.int().min(0) })

const resume = changeRoute({
  method: 'POST',
  path: '/endpoints/resume',
  summary:
    'Opens what is paused or parked, with all that is narrower; what was parked with it is due at once, and last what ' +
    'answered 410 itself.',
  body: z.strictObject(named),
  answer: setAnswer,
  async handle({ db, clock }, { body }) {
    const scope = readScope(body)
    await refuseResume(db, scope)
    const resumed = await resumeEndpoint(db, scope, clock.now())
    return { endpoint: await find(db, scope), resumed }
  },
})

const pause = changeRoute({
  method: 'POST',
  path: '/endpoints/pause',
  summary: 'Sends nothing to an endpoint until a time; an hour when none is given.',
  body: z.strictObject({ ...named, until: givenTime.optional(), reason }),
  answer: setAnswer,
  async handle({ db, clock }, { body }) {
    const now = clock.now()
    const pausedUntil = body.until ?? now + PAUSE_MS
    if (pausedUntil <= now) throw new ApiProblem('invalid_argument', 'until: it must lie ahead.')
    const scope = await readClosable(db, body)
    const word = { state: 'paused', pausedUntil, reason: body.reason ?? 'paused by the operator' } as const
    await setEndpoint(db, scope, { word, now })
    return { endpoint: await find(db, scope), resumed: 0 }
  },
})

const park = changeRoute({
  method: 'POST',
  path: '/endpoints/park',
  summary: 'Sends nothing to an endpoint until it is resumed.',
  body: z.strictObject({ ...named, reason }),
  answer: setAnswer,
  async handle({ db, clock }, { body }) {
    const scope = await readClosable(db, body)
    const word = { state: 'parked', reason: body.reason ?? 'parked by the operator' } as const
    await setEndpoint(db, scope, { word, now: clock.now() })
    return { endpoint: await find(db, scope), resumed: 0 }
  },
})

/** What may be closed before anything was ever sent there. Throws ApiProblem. */
async function readClosable(db: Database, given: NamedScope): Promise<Scope> {
  const scope = readScope(given)
  if (scope.bucketName !== undefined) await requireBucket(db.reader, scope.bucketName)
  return scope
}

/** Throws ApiProblem where nothing would come of it. */
async function refuseResume(db: Database, scope: Scope): Promise<void> {
  if (!(await knowsEndpoint(db.reader, scope))) {
    const who = scope.bucketName === undefined ? '' : ` the bucket ${scope.bucketName} sends`
    const where = scope.address ?? scope.endpoint
    throw new ApiProblem('not_found', `Nothing is known of what${who === '' ? ' is sent' : who} to ${where}.`)
  }
  const wider = (await listEndpoints(db.reader)).find(
    (one) => one.state === 'parked' && isWithin(scope, one.scope) && scopeKey(one.scope) !== scopeKey(scope),
  )
  if (!wider) return
  const whose = wider.scope.bucketName === undefined ? '' : ` for the bucket ${wider.scope.bucketName}`
  throw new ApiProblem('conflict', `${scope.endpoint} is parked${whose} as a whole: resume that.`)
}

async function find(db: Database, scope: Scope): Promise<Shown> {
  const found = (await listEndpoints(db.reader, scope)).find((one) => scopeKey(one.scope) === scopeKey(scope))
  if (!found) throw new Error('an endpoint that was asked for is in the list')
  return show(found)
}

function show({ scope, since, pausedUntil, ...endpoint }: ListedEndpoint): Shown {
  return {
    endpoint: scope.endpoint,
    bucket: scope.bucketName ?? null,
    address: scope.address ?? null,
    ...endpoint,
    since: since === null ? null : toTime(since),
    pausedUntil: toTimeOrNull(pausedUntil),
  }
}

export const endpointRoutes = [list, resume, pause, park]
