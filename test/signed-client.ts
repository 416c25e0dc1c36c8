import { request, type IncomingHttpHeaders } from 'node:http'
import type { RunningService } from '../tooling/start-service.ts'
import { authorization } from './authorization.ts'

export interface SignedRequest {
  readonly method: string
  /** Decoded, with the leading slash. */
  readonly path: string
  readonly host: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** Seconds the signature is good for; negative makes one that has expired. */
  readonly expires?: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The `<Code>` of an error body. */
  readonly code: string | undefined
}

/** As the official SDKs do, which sign each of them. */
function xCosHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-cos-')))
}

/** Sends one request signed over a connection of its own, with nothing checked or corrected. */
export function signedRequest(service: RunningService, wanted: SignedRequest): Promise<Answer> {
  const { method, path, host, query = {}, headers = {}, body } = wanted
  const now = Math.floor(Date.now() / 1_000)
  const signed = authorization({
    secretId: service.secretId,
    secretKey: service.secretKey,
    method,
    path,
    query,
    headers: { host, ...xCosHeaders(headers) },
    keyTime: `${now - 10_000};${now + (wanted.expires ?? 900)}`,
  })
  const search = new URLSearchParams(query).toString().replaceAll('+', '%20')
  return rawRequest(service.port, {
    method,
    path: encodeURI(path) + (search === '' ? '' : `?${search}`),
    headers: { host, authorization: signed, ...headers },
    body,
  })
}

export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | undefined
}

export function rawRequest(port: number, { method, path, headers, body }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text,
          code: /<Code>([^<]*)<\/Code>/.exec(text)?.[1],
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
