import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { describeIssue } from '../../base/describe-issue.ts'
import type { ApiContext } from './api-context.ts'
import type { Reply } from '../call.ts'
import { ApiProblem, jsonReply } from './problem.ts'

/** A request as it arrived; the route's schemas check its parts. */
export interface RawApiCall {
  /** The `{id}` of the path; empty in a path without it. */
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  readonly readBody: () => Promise<unknown>
  /** Host and port as received; `undefined` when they name a bucket. */
  readonly host: string | undefined
  /** Aborts when the client goes away or the service stops. */
  readonly signal: AbortSignal
  /** Whether the caller is still let in: a token may be changed, and a session end, during a long answer. */
  readonly isAllowed: () => Promise<boolean>
}

export interface ApiCall<Q, B> {
  readonly id: string
  readonly query: Q
  readonly body: B
  readonly host: string | undefined
  readonly signal: AbortSignal
  readonly isAllowed: () => Promise<boolean>
}

interface RouteHead {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/_lemnis/api`. */
  readonly path: string
  readonly summary: string
  /** Needs no token. */
  readonly open?: true
}

/** What is answered with bytes instead of JSON. */
export class BinaryAnswer {
  readonly type: string
  readonly description: string

  constructor(type: string, description: string) {
    this.type = type
    this.description = description
  }
}

/** A route of the table: its schemas check requests and make the OpenAPI document. */
export interface ApiRoute extends RouteHead {
  readonly query: z.ZodObject
  readonly body: z.ZodObject | undefined
  readonly answer: z.ZodType | BinaryAnswer
  run(context: ApiContext, call: RawApiCall): Promise<Reply>
}

interface RouteDefinition<
  Q extends z.ZodObject,
  B extends z.ZodObject,
  A extends z.ZodType,
> extends RouteHead {
  readonly query?: Q
  readonly body?: B
  readonly answer: A
  readonly handle: (
    context: ApiContext,
    call: ApiCall<z.output<Q>, z.output<B>>,
  ) => Promise<z.input<A>> | z.input<A>
}

/** No parameters at all. */
export const noQuery = z.strictObject({})
type Nothing = typeof noQuery

/** A route without a body: its path and query say what is read. */
export function readRoute<A extends z.ZodType, Q extends z.ZodObject = Nothing>(
  route: Omit<RouteDefinition<Q, Nothing, A>, 'body' | 'method'> & { readonly query: Q },
): ApiRoute {
  const { handle, ...rest } = route
  return {
    ...rest,
    method: 'GET',
    body: undefined,
    run: async (context, { query, ...call }) =>
      jsonReply(200, await handle(context, { ...call, query: parse(route.query, query), body: {} })),
  }
}

interface BytesDefinition<Q extends z.ZodObject> extends Omit<RouteHead, 'method'> {
  readonly query: Q
  readonly answer: BinaryAnswer
  readonly handle: (context: ApiContext, call: BytesCall<z.output<Q>>) => Promise<Reply>
}

/** A call whose headers say which bytes are wanted. */
export interface BytesCall<Q> extends Omit<ApiCall<Q, never>, 'body'> {
  readonly headers: IncomingHttpHeaders
}

/**
 * The origin of the API is that of the operator's pages: nothing that is answered here may become a page of it, whatever the
 * bytes are.
 */
const NO_PAGE = { 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' } as const

/** A route that answers with bytes. */
export function bytesRoute<Q extends z.ZodObject>(route: BytesDefinition<Q>): ApiRoute {
  const { handle, ...rest } = route
  const { type } = route.answer
  return {
    ...rest,
    method: 'GET',
    body: undefined,
    async run(context, { query, ...call }) {
      const reply = await handle(context, { ...call, query: parse(route.query, query) })
      return { ...reply, headers: { 'content-type': type, ...NO_PAGE, ...reply.headers } }
    },
  }
}

/** A route that changes something, as its body says. */
export function changeRoute<B extends z.ZodObject, A extends z.ZodType>(
  route: Omit<RouteDefinition<Nothing, B, A>, 'query'> & { readonly body: B },
): ApiRoute {
  const { handle, ...rest } = route
  return {
    ...rest,
    query: noQuery,
    run: async (context, { query, readBody, ...call }) => {
      parse(noQuery, query)
      const body = parse(route.body, await readBody())
      return jsonReply(200, await handle(context, { ...call, query: {}, body }))
    },
  }
}

/** A route that deletes what its path names. */
export function deleteRoute<A extends z.ZodType>(
  route: Omit<RouteDefinition<Nothing, Nothing, A>, 'query' | 'body' | 'method'>,
): ApiRoute {
  const { handle, ...rest } = route
  return {
    ...rest,
    method: 'DELETE',
    query: noQuery,
    body: undefined,
    run: async (context, { query, ...call }) => {
      parse(noQuery, query)
      return jsonReply(200, await handle(context, { ...call, query: {}, body: {} }))
    },
  }
}

function parse<S extends z.ZodObject>(schema: S, value: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(value, { error: describeIssue })
  if (success) return data
  throw new ApiProblem(
    'invalid_argument',
    error.issues.map((issue) => sentenceOf(issue, Object.keys(schema.shape))).join(' '),
  )
}

/** Of a field that is not known, it says which are. */
function sentenceOf({ code, path, message }: z.core.$ZodIssue, known: readonly string[]): string {
  if (path.length > 0) return `${path.join('.')}: ${message}.`
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`
  if (code !== 'unrecognized_keys') return `${sentence}.`
  return known.length === 0
    ? `${sentence}: nothing is expected.`
    : `${sentence}: there are ${known.join(', ')}.`
}
