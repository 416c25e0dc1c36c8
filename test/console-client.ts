import { z } from 'zod'
import type { RunningService } from '../tooling/start-service.ts'
import { rawRequest, type Answer } from './signed-client.ts'

export interface PageRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request with the service's own host name, unless another one is given. */
export function ask(
  service: RunningService,
  path: string,
  { method = 'GET', headers = {}, body }: PageRequest = {},
): Promise<Answer> {
  const { host } = new URL(service.url)
  return rawRequest(service.port, { method, path, headers: { host, ...headers }, body })
}

const Session = z.object({ role: z.enum(['admin', 'reader']), csrf: z.string() })

/** A browser that is signed in. */
export class ConsoleClient {
  readonly #service: RunningService
  readonly cookie: string
  readonly csrf: string
  readonly role: string
  readonly origin: string

  private constructor(service: RunningService, answer: Answer) {
    const { role, csrf } = Session.parse(JSON.parse(answer.body))
    this.#service = service
    this.role = role
    this.csrf = csrf
    this.cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    this.origin = service.url
  }

  static async signIn(service: RunningService, proof: object): Promise<ConsoleClient> {
    const answer = await signIn(service, proof)
    if (answer.status !== 200) throw new Error(`the sign-in was answered ${answer.status}: ${answer.body}`)
    return new ConsoleClient(service, answer)
  }

  /** What a page of the console sends; headers that are given come last. */
  ask(path: string, { method = 'GET', headers, body }: PageRequest = {}): Promise<Answer> {
    const changing = method === 'GET' ? {} : { origin: this.origin, 'x-lemnis-csrf': this.csrf }
    const own = { cookie: this.cookie, 'sec-fetch-site': 'same-origin', ...changing }
    const all = { ...own, ...headers }
    return ask(this.#service, path, { method, headers: all, ...(body !== undefined && { body }) })
  }
}

export function signIn(
  service: RunningService,
  proof: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return ask(service, '/_lemnis/console/session', {
    method: 'POST',
    headers: { origin: service.url, 'sec-fetch-site': 'same-origin', ...headers },
    body: JSON.stringify(proof),
  })
}
