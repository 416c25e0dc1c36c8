import { ProtocolError } from '../../protocol/errors.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { Call, RouteHandler } from '../call.ts'
import { assertNoVendorParameter } from '../known-parameters.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../operation.ts'
import { batchOperation } from './batches/batch-routes.ts'
import { cancelJobRoute } from './jobs/cancel-job.ts'
import { createJobsRoute } from './jobs/create-jobs.ts'
import { createTemplateRoute } from './templates/create-template.ts'
import { deleteTemplateRoute } from './templates/delete-template.ts'
import { getJobsRoute } from './jobs/get-jobs.ts'
import { listJobsRoute } from './jobs/list-jobs.ts'
import { listQueuesRoute } from './queues/list-queues.ts'
import { listServiceBucketsRoute } from './queues/list-service-buckets.ts'
import { listTemplatesRoute } from './templates/list-templates.ts'
import { activateServiceRoute, deactivateServiceRoute } from './queues/activate-service.ts'
import { postMediaInfoRoute } from './jobs/read-media-info.ts'
import { postSnapshotRoute } from './jobs/take-snapshot.ts'
import { updateQueueRoute } from './queues/update-queue.ts'
import { updateTemplateRoute } from './templates/update-template.ts'
import { workflowOperation } from './workflows/workflow-routes.ts'
import { methodNotAllowed } from './method-not-allowed.ts'

/** Every service has a path of its own, and each serves all jobs: newer clients use /jobs for everything. */
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

/** Paths of calls that return the result itself instead of a job. */
const CALL_PATHS: ReadonlyMap<string, RouteHandler> = new Map([
  ['mediainfo', postMediaInfoRoute],
  ['snapshot', postSnapshotRoute],
])

const PAGE = 'pageNumber pageSize'
const CREATED = 'startCreationTime endCreationTime'
const OF_JOBS = knownNames(
  `queueId queueType tag states inputObject workflowId inventoryTriggerJobId ${CREATED} orderByTime nextToken size`,
)
const OF_JOB = knownNames('cancel')
const OF_QUEUES = knownNames(`queueIds queueId state category ${PAGE}`)
const OF_TEMPLATES = knownNames(`ids tag category name ${PAGE}`)
const OF_SERVICES = knownNames(`regions bucketNames bucketName ${PAGE}`)

/** First segments of documented paths that are not part of this release. */
const ABSENT_PATHS = new Set(
  (
    'asrhotvocabtable audio audit avinfo cibuckets cisnapshot CreateImageSearchBucket dataset datasetbinding ' +
    'datasetbindings datasetquery datasets dnadb dnadb_files doccompare document FaceSearchBucket filemeta getplaylist ' +
    'image ImageSearchBucket m3u8_playlist playKey pm3u8 posterproduction report text video virus webpage'
  ).split(' '),
)

/**
 * Returns the operation of a call on the job host. Throws InvalidUrl, NotImplemented or MethodNotAllowed when there
 * is none.
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
    return { action: 'ci:CreateMediaJobs', on: 'jobs', known: NONE_KNOWN, run: createJobsRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaJobs', on: 'jobs', known: OF_JOBS, run: listJobsRoute }
  throw methodNotAllowed(call)
}

function ofOneJob(call: Call, id: string): Operation {
  const on = 'jobs'
  if (call.method === 'GET') {
    return {
      action: 'ci:DescribeMediaJob',
      on,
      known: NONE_KNOWN,
      run: (context, call) => getJobsRoute(context, call, id),
    }
  }
  if (call.method === 'PUT') {
    return {
      action: 'ci:CancelMediaJob',
      on,
      known: OF_JOB,
      run: (context, call) => cancelJobRoute(context, call, id),
    }
  }
  throw methodNotAllowed(call)
}

function ofQueues(call: Call, of: ServiceName): Operation {
  if (call.method !== 'GET') throw methodNotAllowed(call)
  return {
    action: 'ci:DescribeMediaQueues',
    on: 'bucket',
    known: OF_QUEUES,
    run: (context, call) => listQueuesRoute(context, call, of),
  }
}

function ofOneQueue(call: Call, id: string): Operation {
  // The demos of the SDKs for Node and browsers use POST.
  if (call.method !== 'PUT' && call.method !== 'POST') throw methodNotAllowed(call)
  return {
    action: 'ci:UpdateMediaQueue',
    on: 'bucket',
    known: NONE_KNOWN,
    run: (context, call) => updateQueueRoute(context, call, id),
  }
}

function ofTemplates(call: Call): Operation {
  const on = 'bucket'
  if (call.method === 'POST')
    return { action: 'ci:CreateMediaTemplate', on, known: NONE_KNOWN, run: createTemplateRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaTemplates', on, known: OF_TEMPLATES, run: listTemplatesRoute }
  throw methodNotAllowed(call)
}

function ofOneTemplate(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'PUT') {
    return {
      action: 'ci:UpdateMediaTemplate',
      on,
      known: NONE_KNOWN,
      run: (context, call) => updateTemplateRoute(context, call, id),
    }
  }
  if (call.method === 'DELETE') {
    return {
      action: 'ci:DeleteMediaTemplate',
      on,
      known: NONE_KNOWN,
      run: (context, call) => deleteTemplateRoute(context, call, id),
    }
  }
  throw methodNotAllowed(call)
}

function ofService(call: Call, of: ServiceName): Operation {
  switch (call.method) {
    case 'POST':
      return {
        action: 'ci:CreateMediaBucket',
        on: 'bucket',
        known: NONE_KNOWN,
        run: (context, call) => activateServiceRoute(context, call, of),
      }
    case 'GET':
      return {
        action: 'ci:DescribeMediaBuckets',
        on: 'service',
        known: OF_SERVICES,
        run: (context, call) => listServiceBucketsRoute(context, call, of),
      }
    case 'DELETE':
      return {
        action: 'ci:DeleteMediaBucket',
        on: 'bucket',
        known: NONE_KNOWN,
        run: (context, call) => deactivateServiceRoute(context, call, of),
      }
    default:
      throw methodNotAllowed(call)
  }
}

/** The body names the objects that it reads and writes. */
function ofCall(call: Call, route: string, run: RouteHandler): Operation {
  if (call.method !== 'POST') throw methodNotAllowed(call)
  return { action: 'cos:GetObject', route, on: 'content', known: NONE_KNOWN, run }
}

function unknownPath(call: Call): ProtocolError {
  assertNoVendorParameter(call)
  return new ProtocolError('InvalidUrl', `There is nothing at /${call.target.key}.`)
}
