import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { ConsoleSession } from '../../sessions/store.ts'
import { bearerToken } from '../api/admin-guard.ts'
import { isReading, type Caller, type IdentifyCaller } from '../api/caller.ts'
import { ApiProblem } from '../api/problem.ts'
import { isConsoleHost, isOwnOrigin, type ConsoleHosts } from './console-hosts.ts'
import type { ConsoleSessions, OpenSession } from './console-sessions.ts'
import { readSessionCookie } from './session-cookie.ts'

/** The header with the secret that a page got when it asked for its session. */
const CSRF_HEADER = 'x-lemnis-csrf'
/** What a browser says of the page that sends a request; a typed address has none. */
const OWN_PAGES = new Set([undefined, 'same-origin', 'none'])

export interface CallerGuard {
  readonly sessions: ConsoleSessions
  readonly hosts: ConsoleHosts
  /** Without the console, no cookie is looked at. */
  readonly isConsoleOn: boolean
}

/** Whether the browser and this service, or a proxy that is known to be in front, speak TLS. */
export function isTls({ socket }: IncomingMessage, { origin }: ConsoleHosts): boolean {
  return socket instanceof TLSSocket || origin?.startsWith('https:') === true
}

export const addressOf = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? ''

/** A token in a header comes before the cookie of a session. */
export function createIdentifyCaller({ sessions, hosts, isConsoleOn }: CallerGuard): IdentifyCaller {
  return async (request) => {
    const address = addressOf(request)
    const token = bearerToken(request.headers.authorization)
    if (token !== undefined) {
      const role = sessions.roleOf(token)
      return role && { role, name: role === 'admin' ? 'admin token' : 'read token', address }
    }
    const found = isConsoleOn ? await findSession(request, { sessions, hosts }) : undefined
    return found && callerOf(found, address)
  }
}

/** As the audit trail names a session. */
export const nameOfSession = ({ id }: ConsoleSession): string => `console ${id.slice(0, 8)}`

function callerOf({ session }: OpenSession, address: string): Caller {
  const { role, createdAt, address: from } = session
  return { role, name: nameOfSession(session), address, signedIn: { at: createdAt, from } }
}

/** The session of a request's cookie. Throws ApiProblem when another page than the console's sends it. */
export async function findSession(
  request: IncomingMessage,
  { sessions, hosts }: Pick<CallerGuard, 'sessions' | 'hosts'>,
): Promise<(OpenSession & { readonly secret: string }) | undefined> {
  const { headers } = request
  const secret = readSessionCookie(headers.cookie, isTls(request, hosts))
  if (secret === undefined) return undefined
  assertOwnPage(request, hosts)
  const found = await sessions.find(secret)
  if (!found) return undefined
  if (!isReading(request) && headers[CSRF_HEADER] !== found.csrf)
    throw new ApiProblem('forbidden', `A change by a session needs its secret in ${CSRF_HEADER}.`)
  return { ...found, secret }
}

/** Throws ApiProblem for a host name that is not the console's, and for a page of another origin. */
export function assertOwnPage(request: IncomingMessage, hosts: ConsoleHosts): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers
  if (!isConsoleHost(host, hosts)) {
    const name = host.slice(0, 200)
    throw new ApiProblem(
      'misdirected',
      hosts.origin === undefined
        ? `The console does not answer at ${name}: add the name to LEMNIS_PUBLIC_NAMES, or set LEMNIS_CONSOLE_ORIGIN.`
        : `The console does not answer at ${name}: LEMNIS_CONSOLE_ORIGIN is ${hosts.origin}.`,
    )
  }
  const isOwn =
    OWN_PAGES.has(site?.toString()) &&
    (isReading(request) || isOwnOrigin(origin, { host, origin: hosts.origin }))
  if (!isOwn) throw new ApiProblem('forbidden', 'Only pages of the console may use its session.')
}
