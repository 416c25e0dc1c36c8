import type { ServiceName } from '../../../queues/families.ts'
import type { Call } from '../../call.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../../operation.ts'
import { methodNotAllowed } from '../method-not-allowed.ts'
import { activateServiceRoute, deactivateServiceRoute } from './activate-service.ts'
import { listQueuesRoute } from './list-queues.ts'
import { listServiceBucketsRoute } from './list-service-buckets.ts'
import { updateQueueRoute } from './update-queue.ts'

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

const OF_QUEUES = knownNames('queueIds queueId state category pageNumber pageSize')
const OF_SERVICES = knownNames('regions bucketNames bucketName pageNumber pageSize')
/** Returns the operation of a call on queues and services; `undefined` for other paths. Throws MethodNotAllowed. */
export function queueOperation(call: Call, name: string, id: string | undefined): Operation | undefined {
  const queuesOf = QUEUE_PATHS.get(name)
  if (queuesOf) return id === undefined ? ofQueues(call, queuesOf) : ofOneQueue(call, id)
  const service = SERVICE_PATHS.get(name)
  return service && id === undefined ? ofService(call, service) : undefined
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
