import type { Query } from './query.ts'

/**
 * The form of an id in a path: `STRICT` on an object-storage host, where it could be part of a key, `LOOSE`
 * elsewhere.
 */
const LOOSE_IDS = /^[A-Za-z0-9,=]+$/
const STRICT_IDS = /^[a-z]1?[0-9a-f]{32}(?:,[a-z]1?[0-9a-f]{32})*$/

/** The methods that a path of the job protocol has, without and with an id after it. */
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

/** Parameters that only lists of the job protocol have, in lower case. */
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
   * Whether the host is an object-storage host. Some clients send job calls there, where the same path may also be
   * the key of an object.
   */
  readonly besideObjects: boolean
}

/**
 * Whether a request to a host other than the job host is a call of the job protocol.
 * On a host that names no service, the path and the method decide. On an object-storage host the same path may be the
 * key of an object, so a request is a job call only if it can't mean the object:
 * - A path with an id needs an id in our format.
 * - A GET without an id needs a parameter that only lists have.
 * - A PUT, HEAD or DELETE without an id always means the object.
 * On either host a POST with a parameter of an upload is an upload.
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
