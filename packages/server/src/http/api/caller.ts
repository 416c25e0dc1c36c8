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
  /** When and from where a session was opened, ms since 1970. */
  readonly signedIn?: { readonly at: number; readonly from: string } | undefined
}

/** Returns who sends a request; `undefined`: nobody who is known. Throws ApiProblem for a page of another origin. */
export type IdentifyCaller = (request: IncomingMessage) => Promise<Caller | undefined>

const SAFE = new Set(['GET', 'HEAD'])

/** Whether a request only reads. */
export const isReading = ({ method = '' }: IncomingMessage): boolean => SAFE.has(method)

/** Returns who sends a request. Throws ApiProblem for nobody who is known. */
export async function requireCaller(request: IncomingMessage, identify: IdentifyCaller): Promise<Caller> {
  const caller = await identify(request)
  if (caller) return caller
  throw new ApiProblem('unauthorized', 'Send the admin token: Authorization: Bearer TOKEN.', {
    'www-authenticate': 'Bearer',
  })
}

export const mayChange = ({ role }: Caller): boolean => role === 'admin'

/** What a reader is told who wants to change something. */
export const readerRefusal = (): ApiProblem =>
  new ApiProblem('forbidden', 'This needs the admin token: the read token changes nothing.')
