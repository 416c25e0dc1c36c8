import { ProtocolError } from '../../protocol/errors.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { Call, Route } from '../call.ts'
import { refuseVendorNames } from '../asked.ts'
import { known, KNOWS_NOTHING, type Operation } from '../operation.ts'
import { batchOperation } from './batches/batch-routes.ts'
import { cancelJob } from './jobs/cancel-job.ts'
import { closeService } from './queues/close-service.ts'
import { createJobs } from './jobs/create-jobs.ts'
import { createTemplate } from './templates/create-template.ts'
import { deleteTemplate } from './templates/delete-template.ts'
import { getJobs } from './jobs/get-jobs.ts'
import { listJobs } from './jobs/list-jobs.ts'
import { listQueues } from './queues/list-queues.ts'
import { listServiceBuckets } from './queues/list-service-buckets.ts'
import { listTemplates } from './templates/list-templates.ts'
import { openService } from './queues/open-service.ts'
import { postMediaInfoRoute } from './jobs/read-media-info.ts'
import { postSnapshotRoute } from './jobs/take-snapshot.ts'
import { updateQueue } from './queues/update-queue.ts'
import { updateTemplate } from './templates/update-template.ts'
import { workflowOperation } from './workflows/workflow-routes.ts'
import { wrongMethod } from './wrong-method.ts'

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

/** What answers with the work itself instead of a job. */
const CALL_PATHS: ReadonlyMap<string, Route> = new Map([
  ['mediainfo', postMediaInfoRoute],
  ['snapshot', postSnapshotRoute],
])

const PAGE = 'pageNumber pageSize'
const CREATED = 'startCreationTime endCreationTime'
const OF_JOBS = known(
  `queueId queueType tag states inputObject workflowId inventoryTriggerJobId ${CREATED} orderByTime nextToken size`,
)
const OF_JOB = known('cancel')
const OF_QUEUES = known(`queueIds queueId state category ${PAGE}`)
const OF_TEMPLATES = known(`ids tag category name ${PAGE}`)
const OF_SERVICES = known(`regions bucketNames bucketName ${PAGE}`)

/** How documented paths begin that are not part of this release. */
const ABSENT_PATHS = new Set(
  (
    'asrhotvocabtable audio audit avinfo cibuckets cisnapshot CreateImageSearchBucket dataset datasetbinding ' +
    'datasetbindings datasetquery datasets dnadb dnadb_files doccompare document FaceSearchBucket filemeta getplaylist ' +
    'image ImageSearchBucket m3u8_playlist playKey pm3u8 posterproduction report text video virus webpage'
  ).split(' '),
)

/**
 * What a call on the job host asks for, under the name that policies have for it. Throws InvalidUrl, NotImplemented or
 * MethodNotAllowed when there is no such thing.
 */
export function jobOperation(call: Call): Operation {
  const [name = '', ...rest] = call.target.key.replace(/\/$/, '').split('/')
  if (ABSENT_PATHS.has(name)) {
    throw new ProtocolError('NotImplemented', `${call.method} /${call.target.key} is not implemented here.`)
  }
  const id = rest.length === 1 ? rest.join('') : undefined
  if (rest.length > 1) throw unknownPath(call)
  if (JOB_PATHS.has(name)) return id === undefined ? ofJobs(call) : ofOneJob(call, id)
  const queuesOf = QUEUE_PATHS.get(name)
  if (queuesOf) return id === undefined ? ofQueues(call, queuesOf) : ofOneQueue(call, id)
  if (name === 'template') return id === undefined ? ofTemplates(call) : ofOneTemplate(call, id)
  const service = SERVICE_PATHS.get(name)
  if (service && id === undefined) return ofService(call, service)
  if (name === 'inventorytriggerjob') return batchOperation(call, id)
  const ofWorkflow = workflowOperation(call, name, id)
  if (ofWorkflow) return ofWorkflow
  const callRoute = CALL_PATHS.get(name)
  if (callRoute && id === undefined) return ofCall(call, name, callRoute)
  throw unknownPath(call)
}

function ofJobs(call: Call): Operation {
  if (call.method === 'POST')
    return { action: 'ci:CreateMediaJobs', on: 'jobs', known: KNOWS_NOTHING, run: createJobs }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaJobs', on: 'jobs', known: OF_JOBS, run: listJobs }
  throw wrongMethod(call)
}

function ofOneJob(call: Call, id: string): Operation {
  const on = 'jobs'
  if (call.method === 'GET') {
    return {
      action: 'ci:DescribeMediaJob',
      on,
      known: KNOWS_NOTHING,
      run: (service, own) => getJobs(service, own, id),
    }
  }
  if (call.method === 'PUT') {
    return {
      action: 'ci:CancelMediaJob',
      on,
      known: OF_JOB,
      run: (service, own) => cancelJob(service, own, id),
    }
  }
  throw wrongMethod(call)
}

function ofQueues(call: Call, of: ServiceName): Operation {
  if (call.method !== 'GET') throw wrongMethod(call)
  return {
    action: 'ci:DescribeMediaQueues',
    on: 'bucket',
    known: OF_QUEUES,
    run: (service, own) => listQueues(service, own, of),
  }
}

function ofOneQueue(call: Call, id: string): Operation {
  // The demos of the Node SDK and of the one for browsers use POST.
  if (call.method !== 'PUT' && call.method !== 'POST') throw wrongMethod(call)
  return {
    action: 'ci:UpdateMediaQueue',
    on: 'bucket',
    known: KNOWS_NOTHING,
    run: (service, own) => updateQueue(service, own, id),
  }
}

function ofTemplates(call: Call): Operation {
  const on = 'bucket'
  if (call.method === 'POST')
    return { action: 'ci:CreateMediaTemplate', on, known: KNOWS_NOTHING, run: createTemplate }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaTemplates', on, known: OF_TEMPLATES, run: listTemplates }
  throw wrongMethod(call)
}

function ofOneTemplate(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'PUT') {
    return {
      action: 'ci:UpdateMediaTemplate',
      on,
      known: KNOWS_NOTHING,
      run: (service, own) => updateTemplate(service, own, id),
    }
  }
  if (call.method === 'DELETE') {
    return {
      action: 'ci:DeleteMediaTemplate',
      on,
      known: KNOWS_NOTHING,
      run: (service, own) => deleteTemplate(service, own, id),
    }
  }
  throw wrongMethod(call)
}

function ofService(call: Call, of: ServiceName): Operation {
  switch (call.method) {
    case 'POST':
      return {
        action: 'ci:CreateMediaBucket',
        on: 'bucket',
        known: KNOWS_NOTHING,
        run: (service, own) => openService(service, own, of),
      }
    case 'GET':
      return {
        action: 'ci:DescribeMediaBuckets',
        on: 'service',
        known: OF_SERVICES,
        run: (service, own) => listServiceBuckets(service, own, of),
      }
    case 'DELETE':
      return {
        action: 'ci:DeleteMediaBucket',
        on: 'bucket',
        known: KNOWS_NOTHING,
        run: (service, own) => closeService(service, own, of),
      }
    default:
      throw wrongMethod(call)
  }
}

/** The objects that it reads and writes stand in the body. */
function ofCall(call: Call, route: string, run: Route): Operation {
  if (call.method !== 'POST') throw wrongMethod(call)
  return { action: 'cos:GetObject', route, on: 'content', known: KNOWS_NOTHING, run }
}

function unknownPath(call: Call): ProtocolError {
  refuseVendorNames(call)
  return new ProtocolError('InvalidUrl', `There is nothing at /${call.target.key}.`)
}
