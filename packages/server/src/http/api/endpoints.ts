import { z } from 'zod'
import { listEndpoints, type ListedEndpoint } from '../../callbacks/list-endpoints.ts'
import { resumeEndpoint } from '../../callbacks/resume-endpoint.ts'
import { setEndpoint } from '../../callbacks/set-endpoint.ts'
import { endpointOf } from '../../callbacks/store.ts'
import type { Database } from '../../db/database.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, readRoute } from './route.ts'
import { endpointShape, givenTime, toTime, toTimeOrNull } from './shapes.ts'

/** A pause without an end that somebody named, ms. */
const PAUSE_MS = 60 * 60_000

type Shown = z.infer<typeof endpointShape>

const list = readRoute({
  path: '/endpoints',
  summary: 'Endpoints that are in trouble, or for which something waits.',
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
}
const reason = z.string().max(500).optional()
const setAnswer = z.object({ endpoint: endpointShape, resumed: z.int().min(0) })

const resume = changeRoute({
  method: 'POST',
  path: '/endpoints/resume',
  summary: 'Opens an endpoint that is paused or parked; what was parked with it is due at once.',
  body: z.strictObject(named),
  answer: setAnswer,
  async handle({ db, clock }, { body }) {
    const endpoint = endpointOf(body.endpoint)
    const resumed = await resumeEndpoint(db, endpoint, clock.now())
    return { endpoint: await find(db, endpoint), resumed }
  },
})

const pause = changeRoute({
  method: 'POST',
  path: '/endpoints/pause',
  summary: 'Sends nothing to an endpoint until a time; an hour when none is given.',
  body: z.strictObject({ ...named, until: givenTime.optional(), reason }),
  answer: setAnswer,
  async handle({ db, clock }, { body }) {
    const endpoint = endpointOf(body.endpoint)
    const now = clock.now()
    const pausedUntil = body.until ?? now + PAUSE_MS
    if (pausedUntil <= now) throw new ApiProblem('invalid_argument', 'until: it must lie ahead.')
    const word = { state: 'paused', pausedUntil, reason: body.reason ?? 'paused by the operator' } as const
    await setEndpoint(db, endpoint, { word, now })
    return { endpoint: await find(db, endpoint), resumed: 0 }
  },
})

const park = changeRoute({
  method: 'POST',
  path: '/endpoints/park',
  summary: 'Sends nothing to an endpoint until it is resumed.',
  body: z.strictObject({ ...named, reason }),
  answer: setAnswer,
  async handle({ db, clock }, { body }) {
    const endpoint = endpointOf(body.endpoint)
    const word = { state: 'parked', reason: body.reason ?? 'parked by the operator' } as const
    await setEndpoint(db, endpoint, { word, now: clock.now() })
    return { endpoint: await find(db, endpoint), resumed: 0 }
  },
})

async function find(db: Database, endpoint: string): Promise<Shown> {
  const found = (await listEndpoints(db.reader)).find((one) => one.endpoint === endpoint)
  return found
    ? show(found)
    : { endpoint, state: 'working', failures: 0, since: null, pausedUntil: null, reason: null, waiting: 0 }
}

function show({ since, pausedUntil, ...endpoint }: ListedEndpoint): Shown {
  return {
    ...endpoint,
    since: since === null ? null : toTime(since),
    pausedUntil: toTimeOrNull(pausedUntil),
  }
}

export const endpointRoutes = [list, resume, pause, park]
