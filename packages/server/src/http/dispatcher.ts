import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { regionOfHost } from '../protocol/bucket-name.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { routeTarget, type HostSettings, type Target } from '../protocol/hosts.ts'
import { parseQuery } from '../protocol/query.ts'
import type { ApiContext } from './api/api-context.ts'
import { answerManagement } from './api/management.ts'
import { OTHER_ROUTE, type AnsweredRequest } from './api/metrics/request-metrics.ts'
import { assertKnownParameters } from './known-parameters.ts'
import { authenticate, type KeyVerification } from './authenticate.ts'
import type { BucketDirectory } from './bucket-directory.ts'
import type { Call } from './call.ts'
import { asProtocolError, commonHeaders, errorReply } from './common-reply.ts'
import { logAnswer } from './log-answer.ts'
import { NONE_KNOWN, authorize, type Operation } from './operation.ts'
import { readXmlBody } from './read-body.ts'
import { PREFLIGHT } from './routes/objects/answer-preflight.ts'
import { jobOperation } from './routes/job-routes.ts'
import { objectOperation } from './routes/object-routes.ts'
import { send } from './send.ts'
import { answerSts } from './sts/answer-sts.ts'
import type { RouteContext } from './route-context.ts'

export interface DispatcherOptions {
  readonly context: RouteContext
  readonly buckets: BucketDirectory
  readonly hosts: HostSettings
  readonly keys: KeyVerification
  readonly management: Management
  readonly newRequestId: () => string
  /** Told of each request once it is over; must not throw. */
  readonly onAnswered: (answered: AnsweredRequest) => void
  /** Aborts when the service stops. */
  readonly stopping: AbortSignal
}

/** Answers every request: the operator's under the reserved paths, the cloud's protocol everywhere else. */
export function createDispatcher(door: DispatcherOptions): RequestListener {
  return createEntrance(door, false)
}

/** The door of connections above the limit: answers the operator's requests, and tells all others that it is full. */
export function createOverloadHandler(door: DispatcherOptions): RequestListener {
  return createEntrance(door, true)
}

function createEntrance(door: DispatcherOptions, isFull: boolean): RequestListener {
  return (request, response) => {
    const requestId = door.newRequestId()
    const gone = new AbortController()
    const arrival: Arrival = {
      ...{ request, response, requestId, isFull, gone: gone.signal },
      ...{ route: OTHER_ROUTE, error: undefined },
    }
    watchEnd(door, arrival, gone)
    answer(door, arrival).catch((error: unknown) => {
      // The client went away, or a body broke off midway: nobody is left to tell.
      door.context.engine.log.debug({ err: error }, 'a request ended without its answer')
      response.destroy()
    })
  }
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

interface Arrival {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
  /** Whether there is room for the operator alone. */
  readonly isFull: boolean
  /** Aborts when the client goes away. */
  readonly gone: AbortSignal
  /** What the metrics call what is asked for, once it is known. */
  route: string
  /** What it is refused with. */
  error: ProtocolError | undefined
}

function watchEnd(
  { context: { engine }, onAnswered }: DispatcherOptions,
  arrival: Arrival,
  gone: AbortController,
): void {
  const { response } = arrival
  const startedAt = engine.clock.monotonic()
  response.once('close', () => {
    const isWhole = response.writableFinished
    const status = isWhole ? response.statusCode : undefined
    const answered = { route: arrival.route, status, ms: engine.clock.monotonic() - startedAt }
    onAnswered(answered)
    logAnswer(engine.log, arrival, answered)
    // An abort makes an error with its stack: not for every answer that went out whole.
    if (!isWhole) gone.abort()
  })
}

async function answer(door: DispatcherOptions, arrival: Arrival): Promise<void> {
  const { request, response, requestId, isFull } = arrival
  let target: Target | undefined
  try {
    target = routeTarget({
      method: request.method ?? '',
      target: request.url ?? '',
      hostHeader: request.headers.host,
      contentType: request.headers['content-type'],
      settings: door.hosts,
    })
    const name = (route: string): void => {
      arrival.route = route
    }
    if (target.service === 'management') {
      const { rawPath: path, rawQuery } = target
      const openBody = bodyOf(request, response)
      const signal = AbortSignal.any([arrival.gone, door.stopping])
      await send(
        response,
        await answerManagement(door.management, { request, path, rawQuery, openBody, signal, name }),
        {},
      )
      return
    }
    if (isFull) {
      throw new ProtocolError(
        'ServiceUnavailable',
        'The service holds as many connections as it may; try again.',
      )
    }
    if (target.service === 'sts') {
      name('sts')
      const openBody = bodyOf(request, response)
      await send(response, await answerSts(door, { request, openBody, target, requestId }), {})
      return
    }
    const call = await admit(door, arrival, target)
    const operation = chooseOperation(call)
    name(operation.route ?? operation.action)
    authorize(call, operation)
    assertKnownParameters(call, operation.known)
    refuseOtherRegion(call)
    const reply = await operation.run(door.context, call)
    await send(
      response,
      reply,
      commonHeaders({ target, requestId, request, settings: door.context.settings }),
    )
  } catch (thrown) {
    if (response.headersSent) throw thrown
    const error = asProtocolError(thrown)
    arrival.error = error
    const context = { target, requestId, request, settings: door.context.settings }
    await send(response, errorReply(error, context, door.context.engine.log), commonHeaders(context))
  }
}

/** Authenticates the request and finds its bucket. */
async function admit(door: DispatcherOptions, arrival: Arrival, target: Target): Promise<Call> {
  const { request, response, requestId, gone: signal } = arrival
  const { engine } = door.context
  const host = target.service === 'ci' ? 'ci' : 'cos'
  const query = parseQuery(target.rawQuery)
  const rights = await authenticate({ request, query, target }, door.keys, engine.clock.now())
  const bucket = target.bucket === undefined ? undefined : await door.buckets.find(target.bucket)
  const openBody = bodyOf(request, response)
  return {
    method: request.method ?? '',
    target,
    query,
    headers: request.headers,
    requestId,
    bucket,
    rights,
    openBody,
    signal,
    readXmlBody: () => readXmlBody({ stream: openBody(), headers: request.headers, host }),
  }
}

/** Gives the body. A client that waits for `100 Continue` is told so only then, and sends none that is refused unread. */
function bodyOf(request: IncomingMessage, response: ServerResponse): () => IncomingMessage {
  let waits = request.headers.expect?.toLowerCase() === '100-continue'
  return () => {
    if (waits) response.writeContinue()
    waits = false
    return request
  }
}

function refuseOtherRegion({ method, target, bucket }: Call): void {
  // Whoever makes a bucket is told that its name is taken, wherever it is.
  if (method === 'PUT' && target.key === '') return
  const own = bucket?.region
  const region = regionOfHost(target.region)
  if (own === undefined || region === undefined || region === own) return
  throw new ProtocolError('NoSuchBucket', `The bucket ${target.bucket ?? ''} is in ${own}, not in ${region}.`)
}

function chooseOperation(call: Call): Operation {
  // Asked of every host: unless it is answered, a browser keeps from the script why its request is refused.
  if (call.method === 'OPTIONS') return PREFLIGHT
  if (call.target.account !== undefined) {
    throw new ProtocolError(
      'NotImplemented',
      'What the host of an account, <APPID>.ci.<region>, serves is not offered here.',
    )
  }
  if (call.target.service === 'ci') return jobOperation(call)
  if (call.target.service === 'pic') {
    throw new ProtocolError(
      'NotImplemented',
      'Image settings of a bucket (the pic host) are not implemented here.',
    )
  }
  const operation = objectOperation(call)
  if (operation) return operation
  assertKnownParameters(call, NONE_KNOWN)
  const { method, target } = call
  throw METHODS.has(method)
    ? new ProtocolError('NotImplemented', `${method} /${target.key} is not implemented here.`)
    : new ProtocolError('MethodNotAllowed', `${method} is not allowed on this resource.`)
}

/** With which the vendor has calls of some kind: what is not here is no fault of the client's. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'])
