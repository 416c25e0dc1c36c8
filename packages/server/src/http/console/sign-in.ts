import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { describeIssue } from '../../base/describe-issue.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Role } from '../../sessions/tables.ts'
import type { AuditTrail } from '../api/audit/audit-trail.ts'
import { ApiProblem, jsonReply } from '../api/problem.ts'
import { readJsonBody } from '../api/read-json-body.ts'
import type { Reply } from '../call.ts'
import { AttemptLimit } from './attempt-limit.ts'
import type { OpenSession } from './console-sessions.ts'
import { addressOf, findSession, isTls, nameOfSession, type CallerGuard } from './identify-caller.ts'
import { sessionCookie } from './session-cookie.ts'

export interface SignInOptions extends Pick<CallerGuard, 'sessions' | 'hosts'> {
  readonly clock: Clock
  readonly log: Log
  readonly audit: AuditTrail
  readonly version: string
  /** Called when somebody who is signed in opens a page. */
  readonly onPage: () => void
}

export interface SessionCall {
  readonly request: IncomingMessage
  readonly openBody: () => IncomingMessage
  readonly signal: AbortSignal
}

const signInBody = z.union([z.strictObject({ token: z.string() }), z.strictObject({ code: z.string() })])
type Proof = z.output<typeof signInBody>

/** Who is not let in, in the audit trail. */
const NOBODY = 'nobody'
const PRIVATE = { 'cache-control': 'no-store' } as const

/** Signs browsers in and out, and tells a page who is signed in. */
export class SignIn {
  readonly #options: SignInOptions
  readonly #attempts: AttemptLimit

  constructor(options: SignInOptions) {
    this.#options = options
    this.#attempts = new AttemptLimit(options.clock)
  }

  /** Throws ApiProblem. */
  async answer(call: SessionCall): Promise<Reply> {
    const { request } = call
    if (request.method === 'POST') return this.#signIn(call)
    const found = await findSession(request, this.#options)
    if (request.method === 'GET') {
      if (!found) throw new ApiProblem('unauthorized', 'Nobody is signed in.')
      this.#options.onPage()
      return jsonReply(200, this.#describe(found), PRIVATE)
    }
    if (request.method === 'DELETE') {
      if (found) await this.#signOut(request, found)
      return jsonReply(200, {}, { ...PRIVATE, 'set-cookie': this.#cookie(request, undefined) })
    }
    const allow = 'GET, POST, DELETE'
    throw new ApiProblem('method_not_allowed', `Only ${allow} is answered here.`, { allow })
  }

  /** Every sign-in makes a new session, so that nobody can hand a browser one that he knows. */
  async #signIn({ request, openBody, signal }: SessionCall): Promise<Reply> {
    const { sessions, log, audit } = this.#options
    const address = addressOf(request)
    const wait = this.#attempts.waitSeconds(address)
    if (wait > 0) {
      const message = `Too many wrong tokens: try again in ${wait} s.`
      throw new ApiProblem('too_many', message, { 'retry-after': String(wait) })
    }
    const proof = readProof(await readJsonBody(openBody(), signal))
    const role = await this.#roleOf(proof)
    if (!role) {
      this.#attempts.fail(address)
      log.warn({ address }, 'a sign-in to the console was refused')
      await audit.count({ who: NOBODY, address, what: 'sign in', status: 401 })
      throw new ApiProblem('unauthorized', 'This is not the token, or the link was used or is too old.')
    }
    const opened = await sessions.open(role, address)
    const who = nameOfSession(opened.session)
    log.info({ address, role, session: who }, 'a browser signed in to the console')
    const body = { by: 'token' in proof ? 'token' : 'link' }
    await audit.record({ who, role, address, what: 'sign in', body, status: 200 })
    this.#options.onPage()
    const cookie = this.#cookie(request, opened.secret)
    return jsonReply(200, this.#describe(opened), { ...PRIVATE, 'set-cookie': cookie })
  }

  async #signOut(
    request: IncomingMessage,
    { secret, session }: OpenSession & { readonly secret: string },
  ): Promise<void> {
    const { sessions, audit } = this.#options
    const { role, createdAt: at, address: from } = session
    await sessions.close(secret)
    await audit.record({
      ...{ who: nameOfSession(session), role, signedIn: { at, from } },
      ...{ address: addressOf(request), what: 'sign out', status: 200 },
    })
  }

  async #roleOf(proof: Proof): Promise<Role | undefined> {
    const { sessions } = this.#options
    return 'token' in proof ? sessions.roleOf(proof.token.trim()) : sessions.redeemLink(proof.code)
  }

  #describe({ session, csrf }: OpenSession) {
    const { version } = this.#options
    return { role: session.role, csrf, version, signedInAt: new Date(session.createdAt).toISOString() }
  }

  #cookie(request: IncomingMessage, secret: string | undefined): string {
    return sessionCookie(secret, isTls(request, this.#options.hosts))
  }
}

/** Throws ApiProblem. */
function readProof(body: unknown): Proof {
  const { success, data, error } = signInBody.safeParse(body, { error: describeIssue })
  if (success) return data
  throw new ApiProblem('invalid_argument', error.issues.map(({ message }) => message).join(' '))
}
