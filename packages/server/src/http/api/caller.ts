import type { IncomingMessage } from 'node:http'
import type { Role } from '../../sessions/tables.ts'
import { ApiProblem } from './problem.ts'

/** Who calls the management API. */
export interface Caller {
  readonly role: Role
  /** As the audit trail names it: a token, or a session of the console. */
  readonly name: string
  /** As its connection reports it. */
  readonly address: string
}

/** Returns who sends a request; `undefined`: nobody who is known. Throws ApiProblem for a page of another origin. */
export type IdentifyCaller = (request: IncomingMessage) => Promise<Caller | undefined>

const SAFE = new Set(['GET', 'HEAD'])

/** Whether a request only reads. */
export const isReading = ({ method = '' }: IncomingMessage): boolean => SAFE.has(method)

/** Returns who sends a request that needs a token. Throws ApiProblem for one without, or who may only read. */
export async function requireCaller(request: IncomingMessage, identify: IdentifyCaller): Promise<Caller> {
  const caller = await identify(request)
  if (!caller) {
    throw new ApiProblem('unauthorized', 'Send the admin token: Authorization: Bearer TOKEN.', {
      'www-authenticate': 'Bearer',
    })
  }
  if (caller.role === 'reader' && !isReading(request))
    throw new ApiProblem('forbidden', 'This needs the admin token: the read token changes nothing.')
  return caller
}
