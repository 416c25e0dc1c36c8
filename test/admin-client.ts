import type { RunningService } from '../tooling/start-service.ts'
import type { ApiDocument } from './api-document.ts'

export interface AdminAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface AdminRequest {
  readonly method?: string
  /** Sent as it is when it is a text, else as JSON. */
  readonly body?: unknown
  /** Instead of the service's own; `''` sends none. */
  readonly token?: string
  readonly signal?: AbortSignal
}

/** Asks the management API; `path` stands below its root. */
export async function askAdmin(
  service: RunningService,
  path: string,
  { method, body, token = service.adminToken, signal }: AdminRequest = {},
): Promise<AdminAnswer> {
  const response = await fetch(`${service.url}/_lemnis/api${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

interface Documented {
  readonly service: RunningService
  readonly document: ApiDocument
}

/** Asks the management API, and throws when the answer is not what the service's own document promises. */
export async function askChecked(
  { service, document }: Documented,
  route: string,
  request: AdminRequest = {},
): Promise<AdminAnswer> {
  const answer = await askAdmin(service, route, request)
  const method = request.method ?? (request.body === undefined ? 'GET' : 'POST')
  document.check({ method, route, status: answer.status, body: answer.body })
  return answer
}
