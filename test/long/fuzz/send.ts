import { request } from 'node:http'
import type { RunningService } from '../../../tooling/start-service.ts'
import { authorization } from '../../authorization.ts'

/** What an answer may take, ms: longer than the service itself gives a call that answers at once. */
const ANSWER_MS = 30_000

export interface FuzzRequest {
  readonly method: string
  readonly host: string
  /** As it is sent: in ASCII, encoded, with the leading slash. */
  readonly path: string
  /** As it is sent, without the question mark; nothing of it is signed. */
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export interface FuzzAnswer {
  readonly status: number
  /** Without quotes; empty when there is none. */
  readonly etag: string
  readonly body: Buffer
}

/** Sends one signed request over a connection of its own. Rejects when no answer came in time, or only half of one. */
export function send(service: RunningService, wanted: FuzzRequest): Promise<FuzzAnswer> {
  const { method, host, path, query = '', headers = {}, body = Buffer.alloc(0) } = wanted
  const now = Math.floor(Date.now() / 1_000)
  const signed = authorization({
    secretId: service.secretId,
    secretKey: service.secretKey,
    method,
    path: decoded(path),
    query: {},
    headers: { host },
    keyTime: `${now - 60};${now + 900}`,
  })
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...{ host: '127.0.0.1', port: service.port, agent: false, method },
      path: query === '' ? path : `${path}?${query}`,
      headers: { host, authorization: signed, 'content-length': String(body.byteLength), ...headers },
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response
        resolve({ status, etag: (answered.etag ?? '').replaceAll('"', ''), body: Buffer.concat(chunks) })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** A path that can't be decoded is signed as it is; the service refuses it whatever was signed. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
