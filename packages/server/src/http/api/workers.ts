import { workerListSchema, type WorkerJson } from '../../api-schemas/workers.ts'
import { browseWorkers, type BrowsedWorker } from '../../engine/operator/browse-workers.ts'
import { noQuery, readRoute } from './route.ts'
import { toIsoTime, toIsoTimeOrNull } from './times.ts'

const listWorkersRoute = readRoute({
  path: '/workers',
  summary: 'The processes that run jobs: where, since when, on which version, and what they run now.',
  query: noQuery,
  answer: workerListSchema,
  async handle({ db, clock, ownWorker: own }) {
    const workers = await browseWorkers(db.reader, { own, now: clock.now() })
    return { workers: workers.map(serializeWorker) }
  },
})

function serializeWorker({ isLost, jobs, queues, ...worker }: BrowsedWorker): WorkerJson {
  const { name, version, startedAt, seenAt, places } = worker
  const slash = name.lastIndexOf('/')
  return {
    ...{ name, version, places, queues: queues ? [...queues] : null, running: jobs.length },
    host: name.slice(0, slash),
    pid: Number(name.slice(slash + 1)),
    state: isLost ? 'lost' : 'working',
    startedAt: toIsoTime(startedAt),
    seenAt: toIsoTime(seenAt),
    jobs: jobs.map((job) => ({ ...job, startedAt: toIsoTimeOrNull(job.startedAt) })),
  }
}

export const workerRoutes = [listWorkersRoute]
