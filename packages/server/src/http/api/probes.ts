import type { IncomingMessage } from 'node:http'
import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Database } from '../../db/database.ts'
import type { Reply } from '../call.ts'
import { isAdmin } from './admin-guard.ts'
import type { ServiceMetrics } from './metrics.ts'
import { ApiProblem } from './problem.ts'

/** A database that does not answer so soon is not ready, ms. */
const ANSWER_MS = 2_000

export interface Probed {
  readonly db: Database
  readonly clock: Clock
  readonly metrics: ServiceMetrics
  /** Whether the metrics need no token. */
  readonly metricsOpen: boolean
  readonly adminToken: string
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal
}

/**
 * What those ask who watch a process: `/healthz` (it lives), `/readyz` (it takes work: 503 while it stops or its
 * database is away) and `/metrics`. `undefined` for any other path.
 */
export async function answerProbe(
  { request, path }: { readonly request: IncomingMessage; readonly path: string },
  probed: Probed,
): Promise<Reply | undefined> {
  switch (path) {
    case '/healthz':
      requireGet(request)
      return plain(200, 'ok')
    case '/readyz':
      requireGet(request)
      return readiness(probed)
    case '/metrics':
      if (!probed.metricsOpen) requireAdmin(request, probed.adminToken)
      requireGet(request)
      return probed.metrics.reply(probed.db.reader, probed.clock)
    default:
      return undefined
  }
}

async function readiness({ db, stopping }: Probed): Promise<Reply> {
  if (stopping.aborted) return plain(503, 'the process stops')
  const answered = await Promise.race([
    sql`SELECT 1`.execute(db.reader).then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ANSWER_MS).unref()),
  ])
  return answered ? plain(200, 'ready') : plain(503, 'the database does not answer')
}

const plain = (status: number, text: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: `${text}\n`,
})

function requireGet({ method }: IncomingMessage): void {
  if (method === 'GET' || method === 'HEAD') return
  throw new ApiProblem('method_not_allowed', 'Only GET is answered here.', { allow: 'GET' })
}

export function requireAdmin({ headers }: IncomingMessage, adminToken: string): void {
  if (isAdmin(headers.authorization, adminToken)) return
  throw new ApiProblem('unauthorized', 'Send the admin token: Authorization: Bearer TOKEN.', {
    'www-authenticate': 'Bearer',
  })
}
