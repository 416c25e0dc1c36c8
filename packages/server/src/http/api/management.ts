import type { IncomingMessage } from 'node:http'
import type { Reply } from '../call.ts'
import { isAdmin } from './admin-guard.ts'
import { readStatus, type StatusSource } from './status.ts'

export interface Management extends StatusSource {
  readonly adminToken: string
}

export interface ManagementCall {
  readonly request: IncomingMessage
  /** Begins with a slash, without the query. */
  readonly path: string
}

/** Answers a path that is reserved for the operator. Everything but the health check needs the admin token. */
export async function answerManagement(
  management: Management,
  { request, path }: ManagementCall,
): Promise<Reply> {
  const { method, headers } = request
  if (method !== 'GET' && method !== 'HEAD') return problem(405, 'Only GET is answered here.')
  if (path === '/healthz') return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok\n' }
  if (!isAdmin(headers.authorization, management.adminToken)) {
    return problem(401, 'Send the admin token: Authorization: Bearer TOKEN.', {
      'www-authenticate': 'Bearer',
    })
  }
  if (path === '/_lemnis/api/status') return json(200, await readStatus(management))
  return problem(404, `There is nothing at ${path}.`)
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

function problem(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return json(status, { error: message }, headers)
}
