import type { IncomingMessage } from 'node:http'
import { outageOf } from '../../base/outages/outage.ts'
import { percentDecode } from '../../protocol/percent-encoding.ts'
import { parseQuery } from '../../protocol/query.ts'
import { ProtocolError, type ErrorCode } from '../../protocol/errors.ts'
import { WorkflowFault } from '../../protocol/workflows/workflow-fault.ts'
import type { ProblemCode } from '../../api-schemas/problem.ts'
import { DamagedBlobError } from '../../storage/storage.ts'
import type { Reply } from '../call.ts'
import { asProtocolError } from '../common-reply.ts'
import type { ApiContext } from './api-context.ts'
import { API_ROOT } from './openapi.ts'
import { runChange } from './audit/run-change.ts'
import { isReading, mayChange, readerRefusal, requireCaller } from './caller.ts'
import { answerProbe } from './probes.ts'
import { ApiProblem, problemReply } from './problem.ts'
import { readJsonBody } from './read-json-body.ts'
import type { ApiRoute, RawApiCall } from './route.ts'
import { API_ROUTES } from './routes.ts'

/** s */
const RETRY_LATER = { 'retry-after': '5' } as const

export interface ManagementCall {
  readonly request: IncomingMessage
  /** Begins with a slash, without the query. */
  readonly path: string
  readonly rawQuery: string
  /** Host and port as received; `undefined` when they name a bucket. */
  readonly host: string | undefined
  /** Returns the request for its body to be read. */
  readonly openBody: () => IncomingMessage
  /** Aborts when the client goes away or the service stops. */
  readonly signal: AbortSignal
  /** Sets the name of the route in the metrics. */
  readonly name: (route: string) => void
}

/** The paths of monitoring. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics'])

/** Answers a path that is reserved for the operator. All but open routes need a token, or a session of the console. */
export function answerManagement(context: ApiContext, call: ManagementCall): Promise<Reply> {
  return answerProblems(context, call, () => answer(context, call))
}

/** Runs `answer`, and turns what it throws into the answer that says why. */
export async function answerProblems(
  context: Pick<ApiContext, 'log'>,
  call: Pick<ManagementCall, 'path' | 'signal'>,
  answer: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await answer()
  } catch (error) {
    return failureReply(context, call, error)
  }
}

/** The answer that says why a request of the operator failed. */
export function failureReply(
  { log }: Pick<ApiContext, 'log'>,
  { path, signal }: Pick<ManagementCall, 'path' | 'signal'>,
  error: unknown,
): Reply {
  if (error instanceof ApiProblem) return problemReply(error)
  if (error instanceof ProtocolError) return problemReply(asProblem(error))
  if (error instanceof DamagedBlobError) return problemReply(asProblem(asProtocolError(error)))
  const outage = outageOf(error)
  if (outage)
    return problemReply(new ApiProblem('unavailable', `${outage.message} Try again later.`, RETRY_LATER))
  // The work of a request whose client went away was ended on purpose.
  if (signal.aborted) return problemReply(new ApiProblem('unavailable', 'The request was given up.'))
  log.error({ err: error, path }, 'a request of the management API failed')
  return problemReply(new ApiProblem('internal', 'The service failed; its log says why.'))
}

async function answer(context: ApiContext, call: ManagementCall): Promise<Reply> {
  const { request, path, signal } = call
  if (PROBES.has(path)) call.name(path)
  const probe = await answerProbe(call, context)
  if (probe) return probe
  const matches = API_ROUTES.flatMap((route) => match(route, path) ?? [])
  const [first] = matches
  if (first) call.name(`${API_ROOT}${first.route.path}`)
  const isOpen = matches.some(({ route }) => route.open)
  const caller = isOpen ? undefined : await requireCaller(request, context.identify)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const chosen = matches.find(({ route }) => route.method === method)
  if (!chosen) {
    if (caller && !mayChange(caller) && !isReading(request)) throw readerRefusal()
    throw noRoute(path, matches)
  }
  const { route, id } = chosen
  const raw: RawApiCall = {
    id,
    query: readQuery(call.rawQuery),
    headers: request.headers,
    readBody: () => readJsonBody(call.openBody(), signal),
    host: call.host,
    signal,
    isAllowed: async () => (await context.identify(request)) !== undefined,
  }
  if (!caller || isReading(request)) return route.run(context, raw)
  return runChange(context, { route, caller, call: raw }, (read) =>
    answerProblems(context, call, () => route.run(context, read)),
  )
}

/** The errors of the protocol that are not about an argument. */
const PROBLEM_OF: Readonly<Partial<Record<ErrorCode, ProblemCode>>> = {
  InternalError: 'internal',
  InvalidRange: 'invalid_range',
  ResourceNotSupported: 'unsupported',
  ServiceUnavailable: 'unavailable',
}

function asProblem(error: ProtocolError): ApiProblem {
  const problem = PROBLEM_OF[error.code] ?? 'invalid_argument'
  const nodes = error instanceof WorkflowFault ? error.nodes : []
  return new ApiProblem(problem, error.message, problem === 'unavailable' ? RETRY_LATER : {}, nodes)
}

interface Match {
  readonly route: ApiRoute
  readonly id: string
}

function match(route: ApiRoute, path: string): Match | undefined {
  const pattern = `${API_ROOT}${route.path}`.split('/')
  const segments = path.split('/')
  if (pattern.length !== segments.length) return undefined
  let id = ''
  for (const [index, segment] of segments.entries()) {
    if (pattern[index] === '{id}') id = percentDecode(segment) ?? ''
    else if (pattern[index] !== segment) return undefined
  }
  return { route, id }
}

function noRoute(path: string, matches: readonly Match[]): ApiProblem {
  if (matches.length === 0) return new ApiProblem('not_found', `There is nothing at ${path}.`)
  const allow = matches.map(({ route }) => route.method).join(', ')
  return new ApiProblem('method_not_allowed', `Only ${allow} is answered here.`, { allow })
}

function readQuery(rawQuery: string): Record<string, string> {
  const { entries } = parseQuery(rawQuery)
  const query = Object.fromEntries(entries)
  if (Object.keys(query).length === entries.length) return query
  throw new ApiProblem('invalid_argument', 'A parameter of the query is given twice.')
}
