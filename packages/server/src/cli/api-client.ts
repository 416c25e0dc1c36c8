import type { z } from 'zod'
import { problemSchema } from '../api-schemas/problem.ts'
import { readClientSettings } from '../config/client-settings.ts'
import { isAnswer, type Answer } from './answer.ts'
import { CommandError, usageError, type CommandContext } from './command.ts'
import { parseAddress } from './http-address.ts'
import { explainFailure } from './service-failure.ts'

const TIMEOUT_MS = 30_000
const API = '/_lemnis/api/'
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

export type Query = Readonly<Record<string, string | number | undefined>>

/** No service answered: it is down, restarting, or elsewhere. */
export class UnreachableError extends CommandError {}

/** The service has nothing with that id, or has it no longer. */
export class NotFoundError extends CommandError {}

export interface ReadOptions {
  readonly query?: Query
  /** How long the answer may take, ms. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

interface Request {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** The management API of one service. Every answer is checked against the schema that the caller names. */
export class ApiClient {
  readonly url: URL
  readonly #token: string
  readonly #timeoutMs: number

  /** `timeoutMs` is for requests that do not name one. */
  constructor(url: URL, token: string, timeoutMs = TIMEOUT_MS) {
    this.url = url
    this.#token = token
    this.#timeoutMs = timeoutMs
  }

  async get<T>(schema: z.ZodType<T>, path: string, options: ReadOptions = {}): Promise<Answer<T>> {
    return this.#ask(schema, { method: 'GET', path }, options)
  }

  async post<T>(schema: z.ZodType<T>, path: string, body: unknown): Promise<Answer<T>> {
    return this.#ask(schema, { method: 'POST', path, body }, {})
  }

  async patch<T>(schema: z.ZodType<T>, path: string, body: unknown): Promise<Answer<T>> {
    return this.#ask(schema, { method: 'PATCH', path, body }, {})
  }

  async delete<T>(schema: z.ZodType<T>, path: string): Promise<Answer<T>> {
    return this.#ask(schema, { method: 'DELETE', path }, {})
  }

  async #ask<T>(schema: z.ZodType<T>, request: Request, options: ReadOptions): Promise<Answer<T>> {
    const { origin } = this.url
    const { status, text } = await this.#fetch(request, options)
    if (status === 401) {
      throw new CommandError(
        `${origin} refuses the admin token. Give the right one with --token or LEMNIS_ADMIN_TOKEN.`,
      )
    }
    const value = parseJson(text)
    if (status >= 400 && isAnswer(problemSchema, value)) throw toError(status, value.error.message)
    // A proxy before it answers in its own words.
    if (status >= 500) throw toError(status, `${origin} answered with status ${status}.`)
    if (status < 400 && isAnswer(schema, value)) return value
    throw new CommandError(
      `${origin} did not answer ${request.method} ${request.path} as the management API of this version does` +
        `${status >= 400 ? ` (status ${status})` : ''}. Is it another service, or another version of it?`,
    )
  }

  async #fetch(
    { method, path, body }: Request,
    { query = {}, timeoutMs = this.#timeoutMs, signal }: ReadOptions,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const url = new URL(API + path, this.url)
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        // A redirect would carry the token somewhere else.
        redirect: 'error',
        signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      throw new UnreachableError(`No service answers at ${this.url.origin}: ${explainFailure(error)}`)
    }
  }
}

interface ServiceOptions {
  readonly url?: string | undefined
  readonly token?: string | undefined
  readonly timeoutMs?: number
}

/** A client of the service that the arguments name, or else of this machine's. */
export function connect(context: CommandContext, given: ServiceOptions): ApiClient {
  const local = readClientSettings(context.environment)
  const text = given.url ?? local.url
  const url = parseAddress(text)
  if (!url) {
    throw usageError(
      `${given.url === undefined ? 'LEMNIS_HOST with LEMNIS_PORT' : '--url'} is an address such as http://127.0.0.1:8080, not "${text}".`,
    )
  }
  // The token in the data directory is for this machine's service: it is not sent to other machines.
  const namedToken = given.token ?? local.givenToken
  const isHere = url.origin === URL.parse(local.url)?.origin || LOOPBACK.test(url.hostname)
  const token = namedToken ?? (isHere ? local.token : undefined)
  if (token === undefined) throw missingToken(isHere ? local.dataDir : undefined)
  return new ApiClient(url, token, given.timeoutMs)
}

/** `dataDir` for the service of this machine. */
function missingToken(dataDir: string | undefined): CommandError {
  const options = '--token or LEMNIS_ADMIN_TOKEN'
  if (dataDir === undefined) return new CommandError(`Give the admin token with ${options}.`)
  return new CommandError(
    `The data directory ${dataDir} has no admin token. Let LEMNIS_DATA_DIR name that of the service, or give the token with ${options}.`,
  )
}

function toError(status: number, message: string): CommandError {
  if (status >= 500) return new UnreachableError(message)
  if (status === 404) return new NotFoundError(message)
  return new CommandError(message, status === 400 ? 2 : 1)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
