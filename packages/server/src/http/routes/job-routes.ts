import { ProtocolError } from '../../protocol/errors.ts'
import type { Call, RouteHandler } from '../call.ts'
import { assertNoVendorParameter } from '../known-parameters.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../operation.ts'
import { batchOperation } from './batches/batch-routes.ts'
import { cancelJobRoute } from './jobs/cancel-job.ts'
import { createJobsRoute } from './jobs/create-jobs.ts'
import { getJobsRoute } from './jobs/get-jobs.ts'
import { listJobsRoute } from './jobs/list-jobs.ts'
import { postMediaInfoRoute } from './jobs/read-media-info.ts'
import { postSnapshotRoute } from './jobs/take-snapshot.ts'
import { queueOperation } from './queues/queue-routes.ts'
import { templateOperation } from './templates/template-routes.ts'
import { workflowOperation } from './workflows/workflow-routes.ts'
import { methodNotAllowed } from './method-not-allowed.ts'

/** Every service has a path of its own, and each serves all jobs: newer clients use /jobs for everything. */
const JOB_PATHS = new Set(['jobs', 'pic_jobs', 'ai_jobs', 'asr_jobs', 'doc_jobs', 'file_jobs'])

/** Paths of calls that return the result itself instead of a job. */
const CALL_PATHS: ReadonlyMap<string, RouteHandler> = new Map([
  ['mediainfo', postMediaInfoRoute],
  ['snapshot', postSnapshotRoute],
])

const CREATED = 'startCreationTime endCreationTime'
const OF_JOBS = knownNames(
  `queueId queueType tag states inputObject workflowId inventoryTriggerJobId ${CREATED} orderByTime nextToken size`,
)
const OF_JOB = knownNames('cancel')

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
  if (name === 'template') return templateOperation(call, id)
  if (name === 'inventorytriggerjob') return batchOperation(call, id)
  const operation = queueOperation(call, name, id) ?? workflowOperation(call, name, id)
  if (operation) return operation
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

/** The body names the objects that it reads and writes. */
function ofCall(call: Call, route: string, run: RouteHandler): Operation {
  if (call.method !== 'POST') throw methodNotAllowed(call)
  return { action: 'cos:GetObject', route, on: 'content', known: NONE_KNOWN, run }
}

function unknownPath(call: Call): ProtocolError {
  assertNoVendorParameter(call)
  return new ProtocolError('InvalidUrl', `There is nothing at /${call.target.key}.`)
}
