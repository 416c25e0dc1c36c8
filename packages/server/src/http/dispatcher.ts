import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { ALL_RIGHTS } from '../protocol/auth/is-allowed.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { routeTarget, type HostSettings, type Target } from '../protocol/hosts.ts'
import { parseQuery } from '../protocol/query.ts'
import type { ApiContext } from './api/api-context.ts'
import { isReading, type Caller } from './api/caller.ts'
import { answerManagement, answerProblems, failureReply } from './api/management.ts'
import { OTHER_ROUTE, type AnsweredRequest } from './api/metrics/request-metrics.ts'
import { authenticate, type KeyVerification } from './authenticate.ts'
import type { BucketDirectory } from './bucket-directory.ts'
import type { Call, Reply } from './call.ts'
import { assertRegion, chooseOperation } from './choose-operation.ts'
import { asProtocolError, commonHeaders, errorReply, type ReplyContext } from './common-reply.ts'
import { assertKnownParameters } from './known-parameters.ts'
import { logAnswer } from './log-answer.ts'
import { CONSOLE_ROOT, type Console } from './console/answer-console.ts'
import {
  asForeign,
  OBJECTS_ROOT,
  objectTarget,
  sharesOrigin,
  withoutScripts,
} from './console/object-target.ts'
import { requireObjectCaller, runObjectChange } from './console/object-changes.ts'
import { authorize } from './operation.ts'
import { readXmlBody } from './read-body.ts'
import type { RouteContext } from './route-context.ts'
import { send } from './send.ts'
import { asksForStartPage, START_PAGE, START_PAGE_ROUTE } from './start-page.ts'
import { answerSts } from './sts/answer-sts.ts'

export interface DispatcherOptions {
  readonly context: RouteContext
  readonly buckets: BucketDirectory
  readonly hosts: HostSettings
  readonly keys: KeyVerification
  readonly management: ApiContext
  readonly console: Console
  readonly newRequestId: () => string
  /** Called for each request once it is over; must not throw. */
  readonly onAnswered: (answered: AnsweredRequest) => void
  /** Aborts when the service stops. */
  readonly stopping: AbortSignal
}

/** Answers every request: the operator's under the reserved paths, the cloud's protocol everywhere else. */
export function createDispatcher(options: DispatcherOptions): RequestListener {
  return createListener(options, false)
}

/** Serves connections above the limit: answers the operator's requests, and rejects all others as overload. */
export function createOverloadHandler(options: DispatcherOptions): RequestListener {
  return createListener(options, true)
}

/** Whether a proxy client's `CONNECT` names one of this service's hosts. */
export function isOwnHost(authority: string, hosts: HostSettings): boolean {
  try {
    routeTarget({
      method: 'CONNECT',
      target: `https://${authority}/`,
      hostHeader: undefined,
      settings: hosts,
    })
    return true
  } catch {
    return false
  }
}

const TO_CONSOLE: Reply = {
  status: 302,
  headers: { location: CONSOLE_ROOT, 'cache-control': 'no-cache', vary: 'Accept, Authorization' },
}

/** A request with its response, and what is known of it so far. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
  /** Only the operator's requests are served. */
  readonly isOverloaded: boolean
  /** Aborts when the client goes away. */
  readonly gone: AbortSignal
  /** `undefined` until it is routed. */
  target: Target | undefined
  /** Its name in the metrics. */
  route: string
  /** The error that it was rejected with. */
  error: ProtocolError | undefined
}

function createListener(options: DispatcherOptions, isOverloaded: boolean): RequestListener {
  return (request, response) => {
    const requestId = options.newRequestId()
    const gone = new AbortController()
    const exchange: Exchange = {
      ...{ request, response, requestId, isOverloaded, gone: gone.signal },
      ...{ target: undefined, route: OTHER_ROUTE, error: undefined },
    }
    reportOnClose(options, exchange, gone)
    handle(options, exchange).catch((error: unknown) => {
      // The client went away, or a body ended early: nobody is left to answer.
      options.context.engine.log.debug({ err: error }, 'a request ended without its answer')
      response.destroy()
    })
  }
}

function reportOnClose(
  { context: { engine }, onAnswered }: DispatcherOptions,
  exchange: Exchange,
  gone: AbortController,
): void {
  const { response } = exchange
  const startedAt = engine.clock.monotonic()
  response.once('close', () => {
    const isWhole = response.writableFinished
    const status = isWhole ? response.statusCode : undefined
    const answered = { route: exchange.route, status, ms: engine.clock.monotonic() - startedAt }
    onAnswered(answered)
    logAnswer(engine.log, exchange, answered)
    // An abort creates an error with its stack, which is too much for every complete answer.
    if (!isWhole) gone.abort()
  })
}

async function handle(options: DispatcherOptions, exchange: Exchange): Promise<void> {
  try {
    const target = readTarget(exchange.request, options.hosts)
    exchange.target = target
    await dispatch(options, exchange, target)
  } catch (thrown) {
    if (exchange.response.headersSent || exchange.gone.aborted) throw thrown
    await sendError(options, exchange, asProtocolError(thrown))
  }
}

function readTarget({ method = '', url = '', headers }: IncomingMessage, settings: HostSettings): Target {
  const contentType = headers['content-type']
  return routeTarget({ method, target: url, hostHeader: headers.host, contentType, settings })
}

async function dispatch(options: DispatcherOptions, exchange: Exchange, target: Target): Promise<void> {
  if (target.service === 'management') {
    if (target.rawPath.startsWith(OBJECTS_ROOT)) await handleOwnObjects(options, exchange, target)
    else if (`${target.rawPath}/`.startsWith(CONSOLE_ROOT)) await handleConsole(options, exchange, target)
    else await handleManagement(options, exchange, target)
    return
  }
  if (exchange.isOverloaded) {
    throw new ProtocolError(
      'ServiceUnavailable',
      'The service holds as many connections as it may; try again.',
    )
  }
  if (asksForStartPage(exchange.request, target)) await sendStartPage(options, exchange, target)
  else if (target.service === 'sts') await handleSts(options, exchange, target)
  else await handleCall(options, exchange, target)
}

async function handleManagement(
  { management, stopping }: DispatcherOptions,
  exchange: Exchange,
  { rawPath: path, rawQuery, host, hostNamesBucket }: Target,
): Promise<void> {
  const { request, response } = exchange
  const reply = await answerManagement(management, {
    ...{ request, path, rawQuery, host: hostNamesBucket ? undefined : host },
    openBody: bodyOpener(request, response),
    signal: AbortSignal.any([exchange.gone, stopping]),
    name: (route) => {
      exchange.route = route
    },
  })
  await send(response, reply, {})
}

async function handleConsole(
  options: DispatcherOptions,
  exchange: Exchange,
  { rawPath: path }: Target,
): Promise<void> {
  const { request, response, gone: signal } = exchange
  exchange.route = 'console'
  const openBody = bodyOpener(request, response)
  const reply = await answerProblems(options.management, { path, signal }, () =>
    options.console.answer({ request, path, openBody, signal }),
  )
  await send(response, reply, {})
}

/** The object protocol for a page of the console, and for whoever has a token of the operator. */
async function handleOwnObjects(
  options: DispatcherOptions,
  exchange: Exchange,
  target: Target,
): Promise<void> {
  const { request, response, gone: signal } = exchange
  const { management } = options
  const own = objectTarget(target)
  let caller: Caller
  try {
    caller = await requireObjectCaller(request, management, own)
  } catch (error) {
    await send(response, failureReply(management, { path: target.rawPath, signal }, error), {})
    return
  }
  if (!own) throw new ProtocolError('InvalidURI', `The path must be ${OBJECTS_ROOT}BUCKET/KEY.`)
  exchange.target = own
  const access = { query: parseQuery(own.rawQuery), rights: ALL_RIGHTS }
  const call = await openCall(options, exchange, own, access)
  const run = (): Promise<Reply> => runOperation(options, exchange, call)
  const reply = isReading(request) ? await run() : await runObjectChange(management, { call, caller }, run)
  await send(response, withoutScripts(reply), commonHeaders(replyContext(options, exchange)))
}

/** With the console at this origin, it is the start page. */
async function sendStartPage(
  { context }: DispatcherOptions,
  exchange: Exchange,
  { host }: Target,
): Promise<void> {
  exchange.route = START_PAGE_ROUTE
  const reply = sharesOrigin(context.settings, host) ? TO_CONSOLE : START_PAGE
  await send(exchange.response, reply, {})
}

async function handleSts(options: DispatcherOptions, exchange: Exchange, target: Target): Promise<void> {
  const { request, response, requestId } = exchange
  exchange.route = 'sts'
  const openBody = bodyOpener(request, response)
  await send(response, await answerSts(options, { request, openBody, target, requestId }), {})
}

async function handleCall(options: DispatcherOptions, exchange: Exchange, target: Target): Promise<void> {
  const query = parseQuery(target.rawQuery)
  const { request } = exchange
  const rights = await authenticate(
    { request, query, target },
    options.keys,
    options.context.engine.clock.now(),
  )
  const call = await openCall(options, exchange, target, { query, rights })
  const reply = await runOperation(options, exchange, call)
  const sent = sharesOrigin(options.context.settings, target.host) ? asForeign(reply, exchange.route) : reply
  await send(exchange.response, sent, commonHeaders(replyContext(options, exchange)))
}

/** Runs the operation of a call, if its rights allow it. */
function runOperation({ context }: DispatcherOptions, exchange: Exchange, call: Call): Promise<Reply> {
  const operation = chooseOperation(call)
  exchange.route = operation.route ?? operation.action
  authorize(call, operation)
  assertKnownParameters(call, operation.known)
  assertRegion(call)
  return operation.run(context, call)
}

/** The call of an authenticated request, with its bucket. */
async function openCall(
  { buckets }: DispatcherOptions,
  { request, response, requestId, gone: signal }: Exchange,
  target: Target,
  { query, rights }: Pick<Call, 'query' | 'rights'>,
): Promise<Call> {
  const { method = '', headers } = request
  const host = target.service === 'ci' ? 'ci' : 'cos'
  const bucket = target.bucket === undefined ? undefined : await buckets.find(target.bucket)
  const openBody = bodyOpener(request, response)
  return {
    ...{ method, target, query, headers, requestId, bucket, rights, openBody, signal },
    readXmlBody: () => readXmlBody({ stream: openBody(), headers, host }),
  }
}

/**
 * Returns a function that opens the body. Its first call sends `100 Continue` to a client that waits for it: a client that is
 * rejected before does not send its body.
 */
function bodyOpener(request: IncomingMessage, response: ServerResponse): () => IncomingMessage {
  let waits = request.headers.expect?.toLowerCase() === '100-continue'
  return () => {
    if (waits) response.writeContinue()
    waits = false
    return request
  }
}

async function sendError(
  options: DispatcherOptions,
  exchange: Exchange,
  error: ProtocolError,
): Promise<void> {
  exchange.error = error
  const context = replyContext(options, exchange)
  const reply = errorReply(error, context, options.context.engine.log)
  await send(exchange.response, reply, commonHeaders(context))
}

function replyContext({ context: { settings } }: DispatcherOptions, exchange: Exchange): ReplyContext {
  const { target, requestId, request } = exchange
  return { target, requestId, request, settings }
}
