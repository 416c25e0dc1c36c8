import type { Query } from './query.ts'

/** How an id in a path looks: `loose` on a host that has no other meaning for it, `strict` beside object keys. */
const LOOSE_IDS = /^[A-Za-z0-9,=]+$/
const STRICT_IDS = /^[a-z]1?[0-9a-f]{32}(?:,[a-z]1?[0-9a-f]{32})*$/

/** Methods of a path of the job protocol without and with an id behind it. */
interface JobPath {
  readonly bare: readonly string[]
  readonly withId: readonly string[]
}

const JOBS: JobPath = { bare: ['GET', 'POST'], withId: ['GET', 'PUT'] }
const QUEUES: JobPath = { bare: ['GET'], withId: ['PUT', 'POST'] }
const SERVICE: JobPath = { bare: ['GET', 'POST', 'DELETE'], withId: [] }
const TEMPLATES: JobPath = { bare: ['GET', 'POST'], withId: ['PUT', 'DELETE'] }
const POST_ONLY: JobPath = { bare: ['POST'], withId: [] }

const JOB_PATHS: ReadonlyMap<string, JobPath> = new Map([
  ...['jobs', 'pic_jobs', 'ai_jobs', 'asr_jobs', 'doc_jobs', 'file_jobs'].map(
    (path) => [path, JOBS] as const,
  ),
  ...['queue', 'picqueue', 'ai_queue', 'asrqueue', 'docqueue', 'file_queue'].map(
    (path) => [path, QUEUES] as const,
  ),
  ...['mediabucket', 'picbucket', 'ai_bucket', 'asrbucket', 'docbucket', 'file_bucket'].map(
    (path) => [path, SERVICE] as const,
  ),
  ['template', TEMPLATES],
  ['workflow', TEMPLATES],
  ['inventorytriggerjob', JOBS],
  ['triggerworkflow', { bare: ['GET', 'POST'], withId: [] }],
  ['workflowexecution', { bare: ['GET'], withId: ['GET'] }],
  ...['snapshot', 'mediainfo', 'cisnapshot', 'avinfo'].map((path) => [path, POST_ONLY] as const),
])

/** Parameters that only a list of the job protocol has, in lower case. */
const LIST_PARAMETERS: ReadonlySet<string> = new Set([
  ...[
    'tag',
    'queueid',
    'queueids',
    'queuetype',
    'orderbytime',
    'nexttoken',
    'size',
    'states',
    'state',
    'category',
  ],
  ...['startcreationtime', 'endcreationtime', 'workflowid', 'inventorytriggerjobid', 'inputobject', 'object'],
  ...['pagenumber', 'pagesize', 'ids', 'name', 'type', 'jobid', 'regions', 'bucketnames', 'bucketname'],
])

export interface JobPathRequest {
  readonly method: string
  /** Decoded, without the leading slash. */
  readonly path: string
  readonly query: Query
  /**
   * Whether the host is an object-storage host. Some clients send the job protocol there, where the same path may
   * also be the key of an object.
   */
  readonly besideObjects: boolean
}

/**
 * Whether a request is one of the job protocol by its path alone. On an object-storage host an object whose key is
 * such a path stays within reach: a bare PUT, HEAD or DELETE is always the object's, what has more behind it needs an
 * id of our shape there, a bare GET needs a parameter that only a list has, and a POST with an upload's parameter is
 * an upload.
 */
export function isJobRequest({ method, path, query, besideObjects }: JobPathRequest): boolean {
  const [name = '', ids, ...rest] = path.replace(/\/$/, '').split('/')
  const known = JOB_PATHS.get(name)
  if (!known || rest.length > 0) return false
  if (ids !== undefined) {
    return known.withId.includes(method) && (besideObjects ? STRICT_IDS : LOOSE_IDS).test(ids)
  }
  if (!known.bare.includes(method)) return false
  if (method === 'POST') return !['uploads', 'uploadid', 'append'].some((parameter) => query.has(parameter))
  if (!besideObjects) return true
  return method === 'GET' && query.entries.some(([parameter]) => LIST_PARAMETERS.has(parameter.toLowerCase()))
}
