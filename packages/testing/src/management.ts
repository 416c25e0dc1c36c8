import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestSecure } from 'node:https'

/** An endpoint of callbacks to which the service sends nothing now. */
export interface ClosedEndpoint {
  /** Its origin. */
  readonly endpoint: string
  readonly state: 'paused' | 'parked'
  /** Why, such as `answered 410`. */
  readonly reason: string
}

const TIMEOUT_MS = 2_000

/** What the fixture asks of the management API of its service. */
export class Management {
  readonly #root: string
  readonly #token: string

  constructor({ url, token }: { readonly url: string; readonly token: string }) {
    this.#root = `${url}/_lemnis/api`
    this.#token = token
  }

  async closedEndpoints(): Promise<readonly ClosedEndpoint[]> {
    const answer = await this.#call('GET', '/endpoints')
    return listOf(answer, 'endpoints').flatMap((one) => toClosedEndpoint(one) ?? [])
  }

  /** Opens an endpoint: what waits for it is sent. */
  async resume(endpoint: string): Promise<void> {
    await this.#call('POST', '/endpoints/resume', { endpoint })
  }

  /** With node:http: not all environments of test runners have `fetch`. */
  #call(method: string, path: string, body?: object): Promise<unknown> {
    const request = this.#root.startsWith('https:') ? requestSecure : requestPlain
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#root}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#token}` },
        agent: false,
        timeout: TIMEOUT_MS,
        // It is a child of this process, on loopback, whatever its certificate names.
        rejectUnauthorized: false,
      })
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
      sent.on('error', reject)
      sent.on('response', (response) => {
        readJson(response).then(resolve, reject)
      })
      sent.end(body && JSON.stringify(body))
    })
  }
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  const { statusCode = 0 } = response
  if (statusCode !== 200) throw new Error(`the management API answered ${statusCode}: ${text}`)
  return JSON.parse(text)
}

function listOf(answer: unknown, name: string): readonly unknown[] {
  const list = fieldOf(answer, name)
  return Array.isArray(list) ? list : []
}

function toClosedEndpoint(entry: unknown): ClosedEndpoint | undefined {
  const state = fieldOf(entry, 'state')
  if (state !== 'paused' && state !== 'parked') return undefined
  return { endpoint: String(fieldOf(entry, 'endpoint')), state, reason: String(fieldOf(entry, 'reason')) }
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Reflect.get(value, name)
}
