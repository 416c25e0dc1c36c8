import { ProtocolError } from '../../protocol/errors.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { Call, RouteHandler } from '../call.ts'
import { assertNoVendorParameter } from '../known-parameters.ts'
import { known, NONE_KNOWN, type Operation } from '../operation.ts'
import { batchOperation } from './batches/batch-routes.ts'
import { cancelJobRoute } from './jobs/cancel-job.ts'
import { closeServiceRoute } from './queues/close-service.ts'
import { createJobsRoute } from './jobs/create-jobs.ts'
import { createTemplateRoute } from './templates/create-template.ts'
import { deleteTemplateRoute } from './templates/delete-template.ts'
import { getJobsRoute } from './jobs/get-jobs.ts'
import { listJobsRoute } from './jobs/list-jobs.ts'
import { listQueuesRoute } from './queues/list-queues.ts'
import { listServiceBucketsRoute } from './queues/list-service-buckets.ts'
import { listTemplatesRoute } from './templates/list-templates.ts'
import { openServiceRoute } from './queues/open-service.ts'
import { postMediaInfoRoute } from './jobs/read-media-info.ts'
import { postSnapshotRoute } from './jobs/take-snapshot.ts'
import { updateQueueRoute } from './queues/update-queue.ts'
import { updateTemplateRoute } from './templates/update-template.ts'
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
const CALL_PATHS: ReadonlyMap<string, RouteHandler> = new Map([
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
    return { action: 'ci:CreateMediaJobs', on: 'jobs', known: NONE_KNOWN, run: createJobsRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaJobs', on: 'jobs', known: OF_JOBS, run: listJobsRoute }
  throw wrongMethod(call)
}

function ofOneJob(call: Call, id: string): Operation {
  const on = 'jobs'
  if (call.method === 'GET') {
    return {
      action: 'ci:DescribeMediaJob',
      on,
      known: NONE_KNOWN,
      run: (context, own) => getJobsRoute(context, own, id),
    }
  }
  if (call.method === 'PUT') {
    return {
      action: 'ci:CancelMediaJob',
      on,
      known: OF_JOB,
      run: (context, own) => cancelJobRoute(context, own, id),
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
    run: (context, own) => listQueuesRoute(context, own, of),
  }
}

function ofOneQueue(call: Call, id: string): Operation {
  // The demos of the Node SDK and of the one for browsers use POST.
  if (call.method !== 'PUT' && call.method !== 'POST') throw wrongMethod(call)
  return {
    action: 'ci:UpdateMediaQueue',
    on: 'bucket',
    known: NONE_KNOWN,
    run: (context, own) => updateQueueRoute(context, own, id),
  }
}

function ofTemplates(call: Call): Operation {
  const on = 'bucket'
  if (call.method === 'POST')
    return { action: 'ci:CreateMediaTemplate', on, known: NONE_KNOWN, run: createTemplateRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaTemplates', on, known: OF_TEMPLATES, run: listTemplatesRoute }
  throw wrongMethod(call)
}

function ofOneTemplate(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'PUT') {
    return {
      action: 'ci:UpdateMediaTemplate',
      on,
      known: NONE_KNOWN,
      run: (context, own) => updateTemplateRoute(context, own, id),
    }
  }
  if (call.method === 'DELETE') {
    return {
      action: 'ci:DeleteMediaTemplate',
      on,
      known: NONE_KNOWN,
      run: (context, own) => deleteTemplateRoute(context, own, id),
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
        known: NONE_KNOWN,
        run: (context, own) => openServiceRoute(context, own, of),
      }
    case 'GET':
      return {
        action: 'ci:DescribeMediaBuckets',
        on: 'service',
        known: OF_SERVICES,
        run: (context, own) => listServiceBucketsRoute(context, own, of),
      }
    case 'DELETE':
      return {
        action: 'ci:DeleteMediaBucket',
        on: 'bucket',
        known: NONE_KNOWN,
        run: (context, own) => closeServiceRoute(context, own, of),
      }
    default:
      throw wrongMethod(call)
  }
}

/** The objects that it reads and writes stand in the body. */
function ofCall(call: Call, route: string, run: RouteHandler): Operation {
  if (call.method !== 'POST') throw wrongMethod(call)
  return { action: 'cos:GetObject', route, on: 'content', known: NONE_KNOWN, run }
}

function unknownPath(call: Call): ProtocolError {
  assertNoVendorParameter(call)
  return new ProtocolError('InvalidUrl', `There is nothing at /${call.target.key}.`)
}
