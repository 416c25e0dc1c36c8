import { z } from 'zod'
import type { Management } from './context.ts'
import { ApiProblem } from './problem.ts'

/** One request as it came; the route gives its parts their types. */
export interface RawCall {
  /** What stands for `{id}` in the path; empty in a path without it. */
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly readBody: () => Promise<unknown>
  /** Aborts when the client goes away or the service stops. */
  readonly signal: AbortSignal
}

export interface ApiCall<Q, B> {
  readonly id: string
  readonly query: Q
  readonly body: B
  readonly signal: AbortSignal
}

interface Described {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/_lemnis/api`. */
  readonly path: string
  readonly summary: string
  /** Needs no token. */
  readonly open?: true
}

/** A route of the table: its schemas are checked at the door and make the OpenAPI document. */
export interface ApiRoute extends Described {
  readonly query: z.ZodObject
  readonly body: z.ZodObject | undefined
  readonly answer: z.ZodType
  run(management: Management, call: RawCall): Promise<unknown>
}

interface RouteOf<Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType> extends Described {
  readonly query?: Q
  readonly body?: B
  readonly answer: A
  readonly handle: (
    management: Management,
    call: ApiCall<z.output<Q>, z.output<B>>,
  ) => Promise<z.input<A>> | z.input<A>
}

const NOTHING = z.strictObject({})

/** A route without a body: what it is asked stands in its path and query. */
export function readRoute<A extends z.ZodType, Q extends z.ZodObject = typeof NOTHING>(
  route: Omit<RouteOf<Q, typeof NOTHING, A>, 'body' | 'method'> & { readonly query: Q },
): ApiRoute {
  const { handle, ...rest } = route
  return {
    ...rest,
    method: 'GET',
    body: undefined,
    run: async (management, { id, query, signal }) =>
      handle(management, { id, query: parse(route.query, query), body: {}, signal }),
  }
}

/** A route that changes something, as its body says. */
export function changeRoute<B extends z.ZodObject, A extends z.ZodType>(
  route: Omit<RouteOf<typeof NOTHING, B, A>, 'query'> & { readonly body: B },
): ApiRoute {
  const { handle, ...rest } = route
  return {
    ...rest,
    query: NOTHING,
    run: async (management, { id, query, readBody, signal }) => {
      parse(NOTHING, query)
      return handle(management, { id, query: {}, body: parse(route.body, await readBody()), signal })
    },
  }
}

/** A route that deletes what its path names. */
export function deleteRoute<A extends z.ZodType>(
  route: Omit<RouteOf<typeof NOTHING, typeof NOTHING, A>, 'query' | 'body' | 'method'>,
): ApiRoute {
  const { handle, ...rest } = route
  return {
    ...rest,
    method: 'DELETE',
    query: NOTHING,
    body: undefined,
    run: async (management, { id, query, signal }) => {
      parse(NOTHING, query)
      return handle(management, { id, query: {}, body: {}, signal })
    },
  }
}

/** No parameters at all. */
export const noQuery = NOTHING

function parse<S extends z.ZodObject>(schema: S, value: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const sentences = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw new ApiProblem('invalid_argument', `${sentences.join('; ')}.`)
}
