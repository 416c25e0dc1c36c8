import { addressOf } from './address.ts'
import { ApiError, readError } from './api-error.ts'
import { session } from './session.ts'

const ROOT = '/_lemnis/api/'
const OBJECTS = '/_lemnis/objects/'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** The path of a route with its query, without what is undefined or empty. */
export function apiPath(route: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return addressOf(ROOT + route, Object.fromEntries(given.map(([name, value]) => [name, String(value)])))
}

export async function get<T>(route: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return readJson<T>(await send(apiPath(route, query), { ...(signal && { signal }) }))
}

/** The bytes of a route that answers with no JSON. */
export async function getBytes(route: string, query?: Query, signal?: AbortSignal): Promise<ArrayBuffer> {
  return (await send(apiPath(route, query), { ...(signal && { signal }) })).arrayBuffer()
}

export async function post<T>(route: string, body: unknown = {}): Promise<T> {
  return change<T>('POST', route, body)
}

export async function patch<T>(route: string, body: unknown): Promise<T> {
  return change<T>('PATCH', route, body)
}

export async function remove<T>(route: string): Promise<T> {
  return readJson<T>(await send(apiPath(route), { method: 'DELETE' }))
}

/** The address of an object for an element of the page, or for a fetch. */
export function objectPath(bucket: string, key: string): string {
  return OBJECTS + [bucket, ...key.split('/')].map(encodeURIComponent).join('/')
}

/** Sends a request with the session's proof. Throws ApiError for an answer that is no success. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (init.method !== undefined && init.method !== 'GET')
    headers.set('x-lemnis-csrf', session.value?.csrf ?? '')
  let answer: Response
  try {
    answer = await fetch(path, { ...init, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'unreachable', 'The service does not answer.')
  }
  if (answer.ok) return answer
  if (answer.status === 401) session.value = null
  throw await readError(answer)
}

async function change<T>(method: string, route: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return readJson<T>(await send(apiPath(route), { method, headers, body: JSON.stringify(body) }))
}

/** The shapes are those of the service's own schemas, and both are of one release. */
async function readJson<T>(answer: Response): Promise<T> {
  return answer.json()
}
