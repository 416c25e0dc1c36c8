import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { describeIssue } from '../../base/describe-issue.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Role } from '../../sessions/tables.ts'
import { ApiProblem, jsonReply } from '../api/problem.ts'
import { readJsonBody } from '../api/read-json-body.ts'
import type { Reply } from '../call.ts'
import { AttemptLimit } from './attempt-limit.ts'
import { assertOwnPage, addressOf, findSession, isTls, type CallerGuard } from './identify-caller.ts'
import {
  chooseEncoding,
  loadConsoleAssets,
  pageOf,
  type Asset,
  type ConsoleAssets,
} from './console-assets.ts'
import type { OpenSession } from './console-sessions.ts'
import { sessionCookie } from './session-cookie.ts'

export const CONSOLE_ROOT = '/_lemnis/console/'
const SESSION_PATH = `${CONSOLE_ROOT}session`

export interface ConsoleOptions extends CallerGuard {
  readonly clock: Clock
  readonly log: Log
  readonly version: string
}

export interface ConsoleCall {
  readonly request: IncomingMessage
  readonly path: string
  readonly openBody: () => IncomingMessage
  readonly signal: AbortSignal
}

const signInBody = z.union([z.strictObject({ token: z.string() }), z.strictObject({ code: z.string() })])

/** The pages of the console, and the sessions of the browsers that look at them. */
export class Console {
  readonly #options: ConsoleOptions
  readonly #attempts: AttemptLimit
  #assets: Promise<ConsoleAssets> | undefined

  constructor(options: ConsoleOptions) {
    this.#options = options
    this.#attempts = new AttemptLimit(options.clock)
  }

  /** Throws ApiProblem. */
  async answer(call: ConsoleCall): Promise<Reply> {
    const { request, path } = call
    if (!this.#options.isConsoleOn)
      throw new ApiProblem('not_found', 'The console is off: LEMNIS_CONSOLE is set so.')
    assertOwnPage(request, this.#options.hosts)
    if (path === SESSION_PATH) return this.#answerSession(call)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new ApiProblem('method_not_allowed', 'Only GET is answered here.', { allow: 'GET' })
    if (`${path}/` === CONSOLE_ROOT) return { status: 308, headers: { location: CONSOLE_ROOT } }
    return this.#answerFile(request, path.slice(CONSOLE_ROOT.length))
  }

  async #answerSession(call: ConsoleCall): Promise<Reply> {
    const { request } = call
    if (request.method === 'POST') return this.#signIn(call)
    const found = await findSession(request, this.#options)
    if (request.method === 'GET') {
      if (!found) throw new ApiProblem('unauthorized', 'Nobody is signed in.')
      return jsonReply(200, this.#describe(found), PRIVATE)
    }
    if (request.method === 'DELETE') {
      if (found) await this.#options.sessions.close(found.secret)
      return jsonReply(200, {}, { ...PRIVATE, 'set-cookie': this.#cookie(request, undefined) })
    }
    const allow = 'GET, POST, DELETE'
    throw new ApiProblem('method_not_allowed', `Only ${allow} is answered here.`, { allow })
  }

  /** Every sign-in makes a new session, so that nobody can hand a browser one that he knows. */
  async #signIn({ request, openBody, signal }: ConsoleCall): Promise<Reply> {
    const { sessions, log } = this.#options
    const address = addressOf(request)
    const wait = this.#attempts.waitSeconds(address)
    if (wait > 0) {
      const message = `Too many wrong tokens: try again in ${wait} s.`
      throw new ApiProblem('too_many', message, { 'retry-after': String(wait) })
    }
    const role = await this.#roleOf(await readJsonBody(openBody(), signal))
    if (!role) {
      this.#attempts.fail(address)
      log.warn({ address }, 'a sign-in to the console was refused')
      throw new ApiProblem('unauthorized', 'This is not the token, or the link was used or is too old.')
    }
    const opened = await sessions.open(role, address)
    log.info({ address, role, session: opened.session.id.slice(0, 8) }, 'a browser signed in to the console')
    const cookie = this.#cookie(request, opened.secret)
    return jsonReply(200, this.#describe(opened), { ...PRIVATE, 'set-cookie': cookie })
  }

  async #roleOf(body: unknown): Promise<Role | undefined> {
    const { success, data, error } = signInBody.safeParse(body, { error: describeIssue })
    if (!success)
      throw new ApiProblem('invalid_argument', error.issues.map(({ message }) => message).join(' '))
    const { sessions } = this.#options
    return 'token' in data ? sessions.roleOf(data.token.trim()) : sessions.redeemLink(data.code)
  }

  #describe({ session, csrf }: OpenSession) {
    const { version } = this.#options
    return { role: session.role, csrf, version, signedInAt: new Date(session.createdAt).toISOString() }
  }

  #cookie(request: IncomingMessage, secret: string | undefined): string {
    return sessionCookie(secret, isTls(request, this.#options.hosts))
  }

  /** A name without a file is a page of the console, which its script chooses by the address. */
  async #answerFile(request: IncomingMessage, name: string): Promise<Reply> {
    const assets = await this.#load()
    const asset = assets.get(name)
    if (asset) return reply(asset, request, name.startsWith('assets/') ? IMMUTABLE : 'no-cache')
    const page = pageOf(assets)
    if (!page || name.startsWith('assets/')) throw new ApiProblem('not_found', `There is no ${name} here.`)
    return reply(page, request, 'no-cache')
  }

  /** Once; a build that failed is tried again. */
  #load(): Promise<ConsoleAssets> {
    this.#assets ??= loadConsoleAssets().catch((error: unknown) => {
      this.#assets = undefined
      throw error
    })
    return this.#assets
  }
}

const PRIVATE = { 'cache-control': 'no-store' } as const
/** The name of a file changes with what is in it. */
const IMMUTABLE = 'public, max-age=31536000, immutable'

/**
 * Scripts come from the console's own folder alone: objects have the same origin, so `'self'` would run what anybody
 * uploaded. Without a scheme, a source has that of the page.
 */
function policyFor(host: string): string {
  const own = `${host}${CONSOLE_ROOT}assets/`
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    `font-src ${own}`,
    `img-src ${own} ${host}/_lemnis/ blob: data:`,
    `media-src ${host}/_lemnis/ blob:`,
    `connect-src ${host}/_lemnis/`,
    `worker-src ${own}`,
    `frame-src ${host}/_lemnis/`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // Of the one script that a page starts beside itself: see the console's event stream.
    'trusted-types lemnis-worker',
  ].join('; ')
}

function reply(asset: Asset, request: IncomingMessage, caching: string): Reply {
  const { headers } = request
  const encoding = chooseEncoding(asset, headers['accept-encoding']?.toString())
  return {
    status: 200,
    headers: {
      'content-type': asset.contentType,
      'content-security-policy': policyFor(headers.host ?? ''),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': caching,
      vary: 'Accept-Encoding',
      ...(encoding && { 'content-encoding': encoding }),
    },
    body: (encoding && asset.encoded.get(encoding)) ?? asset.bytes,
  }
}
