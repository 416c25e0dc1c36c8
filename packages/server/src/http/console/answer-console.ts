import type { IncomingMessage } from 'node:http'
import { ApiProblem } from '../api/problem.ts'
import type { Reply } from '../call.ts'
import { assertOwnPage } from './identify-caller.ts'
import {
  chooseEncoding,
  loadConsoleAssets,
  pageOf,
  type Asset,
  type ConsoleAssets,
} from './console-assets.ts'
import { SignIn, type SessionCall, type SignInOptions } from './sign-in.ts'

export const CONSOLE_ROOT = '/_lemnis/console/'
const SESSION_PATH = `${CONSOLE_ROOT}session`

export interface ConsoleOptions extends SignInOptions {
  /** Without it nothing of this is answered. */
  readonly isConsoleOn: boolean
}

export interface ConsoleCall extends SessionCall {
  readonly path: string
}

/** The pages of the console, and the sessions of the browsers that look at them. */
export class Console {
  readonly #options: ConsoleOptions
  readonly #signIn: SignIn
  #assets: Promise<ConsoleAssets> | undefined

  constructor(options: ConsoleOptions) {
    this.#options = options
    this.#signIn = new SignIn(options)
  }

  /** Throws ApiProblem. */
  async answer(call: ConsoleCall): Promise<Reply> {
    const { request, path } = call
    if (!this.#options.isConsoleOn)
      throw new ApiProblem('not_found', 'The console is off: LEMNIS_CONSOLE is set so.')
    assertOwnPage(request, this.#options.hosts)
    if (path === SESSION_PATH) return this.#signIn.answer(call)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new ApiProblem('method_not_allowed', 'Only GET is answered here.', { allow: 'GET' })
    if (`${path}/` === CONSOLE_ROOT) return { status: 308, headers: { location: CONSOLE_ROOT } }
    return this.#answerFile(request, path.slice(CONSOLE_ROOT.length))
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
