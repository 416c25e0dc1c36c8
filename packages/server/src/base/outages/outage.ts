/** What a process works with and may have to do without for a while. `scratch`: the directories that runs write to. */
export const RESOURCES = ['database', 'storage', 'scratch', 'descriptors', 'processes', 'memory'] as const
export type Resource = (typeof RESOURCES)[number]

/** Something is missing that this process needs: no request and no job is to blame, and it may be there again soon. */
export class OutageError extends Error {
  override readonly name: string = 'OutageError'
  readonly resource: Resource

  /** `message` is a sentence that may be shown to a client: it names no path of this machine. */
  constructor(resource: Resource, message: string, options?: ErrorOptions) {
    super(message, options)
    this.resource = resource
  }
}

const SENTENCES: Readonly<Record<Resource, string>> = {
  database: 'The database can’t be used now.',
  storage: 'The storage can’t be used now.',
  scratch: 'The disk of the worker is full or can’t be used now.',
  descriptors: 'The service has no file descriptor left.',
  processes: 'No process can be started now.',
  memory: 'The machine has no memory left.',
}

/** By errno: what a full or broken disk, a full table of descriptors and a refused fork say. */
const BY_CODE: ReadonlyMap<string, Resource> = new Map([
  ['ENOSPC', 'scratch'],
  ['EDQUOT', 'scratch'],
  ['EROFS', 'scratch'],
  ['EIO', 'scratch'],
  ['EMFILE', 'descriptors'],
  ['ENFILE', 'descriptors'],
  ['ENOMEM', 'memory'],
])

/** Returns the outage that an error reports; `undefined` for any other error. */
export function outageOf(error: unknown): OutageError | undefined {
  if (error instanceof OutageError) return error
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined
  const resource = isRefusedStart(error) ? 'processes' : BY_CODE.get(error.code)
  return resource && new OutageError(resource, SENTENCES[resource], { cause: error })
}

/** EAGAIN of a fork is the limit of processes; of anything else it is no fault. */
function isRefusedStart(error: Error & { readonly code?: unknown }): boolean {
  const isSpawn = 'syscall' in error && typeof error.syscall === 'string' && error.syscall.startsWith('spawn')
  return isSpawn && (error.code === 'EAGAIN' || error.code === 'ENOMEM')
}

export function outage(resource: Resource, cause?: unknown): OutageError {
  return new OutageError(resource, SENTENCES[resource], cause === undefined ? undefined : { cause })
}
