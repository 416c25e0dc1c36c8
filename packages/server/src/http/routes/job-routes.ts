import { ProtocolError } from '../../protocol/errors.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { Call, Route } from '../call.ts'
import { answerPreflight } from './answer-preflight.ts'
import { cancelJob } from './cancel-job.ts'
import { closeService } from './close-service.ts'
import { createJobs } from './create-jobs.ts'
import { getJobs } from './get-jobs.ts'
import { listJobs } from './list-jobs.ts'
import { listQueues } from './list-queues.ts'
import { listServiceBuckets } from './list-service-buckets.ts'
import { openService } from './open-service.ts'
import { updateQueue } from './update-queue.ts'

/** Every family has a path of its own, and each serves all jobs: newer clients use /jobs for everything. */
const JOB_PATHS = new Set(['jobs', 'pic_jobs', 'ai_jobs', 'asr_jobs', 'doc_jobs', 'file_jobs'])

const QUEUE_PATHS: ReadonlyMap<string, ServiceName> = new Map([
  ['queue', 'media'],
  ['picqueue', 'pic'],
  ['ai_queue', 'ai'],
  ['asrqueue', 'asr'],
  ['docqueue', 'doc'],
  ['file_queue', 'file'],
])

const SERVICE_PATHS: ReadonlyMap<string, ServiceName> = new Map([
  ['mediabucket', 'media'],
  ['picbucket', 'pic'],
  ['ai_bucket', 'ai'],
  ['asrbucket', 'asr'],
  ['docbucket', 'doc'],
  ['file_bucket', 'file'],
])

/** Documented, and not part of this release. */
const ABSENT_PATHS = new Set([
  'template',
  'workflow',
  'triggerworkflow',
  'workflowexecution',
  'inventorytriggerjob',
  'snapshot',
  'mediainfo',
  'cisnapshot',
  'avinfo',
  'playKey',
  'asrhotvocabtable',
  'dnadb',
])

/** The route of a call on the job host. Throws InvalidUrl, NotImplemented or MethodNotAllowed when there is none. */
export function jobRoute(call: Call): Route {
  // The door lets a preflight pass unsigned; nothing else may be reached that way.
  if (call.method === 'OPTIONS') return answerPreflight
  const [name = '', ...rest] = call.target.key.replace(/\/$/, '').split('/')
  const id = rest.length === 1 ? rest.join('') : undefined
  if (rest.length > 1) throw unknownPath(call)
  if (JOB_PATHS.has(name)) return id === undefined ? jobsRoute(call) : oneJobRoute(call, id)
  const queuesOf = QUEUE_PATHS.get(name)
  if (queuesOf) return id === undefined ? queuesRoute(call, queuesOf) : oneQueueRoute(call, id)
  const service = SERVICE_PATHS.get(name)
  if (service && id === undefined) return serviceRoute(call, service)
  if (ABSENT_PATHS.has(name)) {
    throw new ProtocolError('NotImplemented', `${call.method} /${name} is not implemented here.`)
  }
  throw unknownPath(call)
}

function jobsRoute(call: Call): Route {
  if (call.method === 'POST') return createJobs
  if (call.method === 'GET') return listJobs
  throw wrongMethod(call)
}

function oneJobRoute(call: Call, id: string): Route {
  if (call.method === 'GET') return (service, own) => getJobs(service, own, id)
  if (call.method === 'PUT') return (service, own) => cancelJob(service, own, id)
  throw wrongMethod(call)
}

function queuesRoute(call: Call, queuesOf: ServiceName): Route {
  if (call.method === 'GET') return (service, own) => listQueues(service, own, queuesOf)
  throw wrongMethod(call)
}

function oneQueueRoute(call: Call, id: string): Route {
  if (call.method === 'PUT') return (service, own) => updateQueue(service, own, id)
  throw wrongMethod(call)
}

function serviceRoute(call: Call, name: ServiceName): Route {
  if (call.method === 'POST') return (service, own) => openService(service, own, name)
  if (call.method === 'GET') return (service, own) => listServiceBuckets(service, own, name)
  if (call.method === 'DELETE') return (service, own) => closeService(service, own, name)
  throw wrongMethod(call)
}

function unknownPath(call: Call): ProtocolError {
  return new ProtocolError('InvalidUrl', `There is nothing at /${call.target.key}.`)
}

function wrongMethod(call: Call): ProtocolError {
  return new ProtocolError('MethodNotAllowed', `${call.method} is not allowed on /${call.target.key}.`)
}
