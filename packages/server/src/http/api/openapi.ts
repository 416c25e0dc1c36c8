import { z } from 'zod'
import { problemSchema } from '../../api-schemas/problem.ts'
import { BinaryAnswer, noQuery, readRoute, type ApiRoute } from './route.ts'

/** The root of all routes. */
export const API_ROOT = '/_lemnis/api'

type JsonObject = Readonly<Record<string, unknown>>

/** The OpenAPI 3.1 document of `routes`, from the schemas that check their requests. */
function describeApi(routes: readonly ApiRoute[], version: string): JsonObject {
  const paths = new Map<string, Record<string, unknown>>()
  for (const route of routes) {
    const path = paths.get(route.path) ?? {}
    path[route.method.toLowerCase()] = operation(route)
    paths.set(route.path, path)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lemnis management API',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: API_ROOT }],
    security: [{ adminToken: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' } },
      // As an input: later releases may add fields.
      schemas: { Problem: schemaOf(problemSchema, 'input') },
    },
  }
}

function operation(route: ApiRoute): JsonObject {
  const { summary, path, method, open, body, answer } = route
  return {
    operationId: operationId(method, path),
    summary,
    ...(open && { security: [] }),
    parameters: [...pathParameters(path), ...queryParameters(route)],
    ...(body && { requestBody: { required: true, content: asJson(schemaOf(body, 'input')) } }),
    responses: {
      200:
        answer instanceof BinaryAnswer
          ? // The schema of bytes is empty in OpenAPI 3.1.
            { description: answer.description, content: { [answer.type]: {} } }
          : { description: 'Done.', content: asJson(schemaOf(answer, 'output')) },
      default: {
        description: 'An error, and its reason.',
        content: asJson({ $ref: '#/components/schemas/Problem' }),
      },
    },
  }
}

/** `GET /callbacks/{id}/attempts` is `getCallbacksIdAttempts`. */
function operationId(method: string, path: string): string {
  const words = path.split(/\W+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function pathParameters(path: string): readonly JsonObject[] {
  return path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []
}

function queryParameters({ query }: ApiRoute): readonly JsonObject[] {
  return Object.entries<z.core.$ZodType>(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(schema, undefined).success,
    schema: schemaOf(schema, 'input'),
  }))
}

function asJson(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}

/** `input`: what a client sends; `output`: what it receives. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): JsonObject {
  const entries = Object.entries(z.toJSONSchema(schema, { io }))
  return Object.fromEntries(entries.filter(([name]) => name !== '$schema' && name !== '~standard'))
}

/** The route that answers with this document, without a token. */
export function openApiRoute(routes: () => readonly ApiRoute[]): ApiRoute {
  return readRoute({
    path: '/openapi.json',
    summary: 'This document.',
    open: true,
    query: noQuery,
    answer: z.looseObject({ openapi: z.string() }),
    handle: ({ version }) => ({ ...describeApi(routes(), version), openapi: '3.1.0' }),
  })
}
