import type { IncomingMessage } from 'node:http'
import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Resource } from '../../base/outages/outage.ts'
import type { Outage, Outages } from '../../base/outages/outages.ts'
import type { Database } from '../../db/database.ts'
import type { Reply } from '../call.ts'
import { bearerToken, roleOfToken, type OperatorTokens } from './admin-guard.ts'
import type { ServiceMetrics } from './metrics/metrics.ts'
import { ApiProblem } from './problem.ts'

/** A database that takes longer to answer is not ready, ms. */
const DATABASE_TIMEOUT_MS = 2_000

/** What the probes of a process use. */
export interface ProbeContext {
  readonly db: Database
  readonly clock: Clock
  readonly metrics: ServiceMetrics
  readonly outages: Outages
  /** Whether the metrics need no token. */
  readonly metricsOpen: boolean
  readonly tokens: OperatorTokens
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal
}

/**
 * Answers what monitoring asks a process: `/healthz` (it lives), `/readyz` (it takes work) and `/metrics`. `/readyz` is
 * 503 while the process stops or an outage goes on, with what is refused. Returns `undefined` for any other path.
 */
export async function answerProbe(
  { request, path }: { readonly request: IncomingMessage; readonly path: string },
  context: ProbeContext,
): Promise<Reply | undefined> {
  switch (path) {
    case '/healthz':
      requireGet(request)
      return plain(200, 'ok')
    case '/readyz':
      requireGet(request)
      return readiness(context)
    case '/metrics':
      if (!context.metricsOpen) requireToken(request, context.tokens)
      requireGet(request)
      return context.metrics.reply(context)
    default:
      return undefined
  }
}

async function readiness({ db, outages, stopping }: ProbeContext): Promise<Reply> {
  if (stopping.aborted) return plain(503, 'the process stops')
  if (outages.open.length > 0) return plain(503, outages.open.map(describeOutage).join('\n'))
  const answered = await Promise.race([
    sql`SELECT 1`.execute(db.reader).then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DATABASE_TIMEOUT_MS).unref()),
  ])
  return answered ? plain(200, 'ready') : plain(503, 'the database does not answer')
}

const REFUSED: Readonly<Record<Resource, string>> = {
  database: 'requests that write are refused and no job is begun',
  storage: 'uploads and downloads may be refused and no job is begun',
  scratch: 'no job is begun',
  descriptors: 'requests may be refused and no job is begun',
  processes: 'no job is begun',
  memory: 'no job is begun',
}

function describeOutage({ resource, message, since }: Outage): string {
  return `${resource}: ${message} Since ${new Date(since).toISOString()} ${REFUSED[resource]}.`
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

function requireToken({ headers }: IncomingMessage, tokens: OperatorTokens): void {
  const given = bearerToken(headers.authorization)
  if (given !== undefined && roleOfToken(given, tokens)) return
  const message = 'Send the admin token or the read token: Authorization: Bearer TOKEN.'
  throw new ApiProblem('unauthorized', message, { 'www-authenticate': 'Bearer' })
}
