import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Clock } from '../../base/clock.ts'
import type { CallbackMessage } from '../answer.ts'
import { callbackBytes } from '../format/callback-bytes.ts'

export interface Forwarded {
  /** `undefined` when no answer came. */
  readonly status: number | undefined
  readonly error: string | undefined
  readonly durationMs: number
  readonly acknowledged: boolean
}

export type ForwardedMessage = Pick<CallbackMessage, 'id' | 'headers' | 'body' | 'bodyBase64'>

/** Headers of the connection to the first receiver, not of the message. */
const CONNECTION_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding'])
const TIMEOUT_MS = 15_000

/** POSTs a callback's exact bytes and signed headers to `url`, as the service does. Any 2xx acknowledges. */
export function forward(
  callback: ForwardedMessage,
  url: URL,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Forwarded> {
  const startedAt = clock.monotonic()
  const body = callbackBytes(callback)
  const headers = Object.fromEntries(
    Object.entries(callback.headers).filter(([name]) => !CONNECTION_HEADERS.has(name.toLowerCase())),
  )
  return new Promise((resolve) => {
    const end = (status: number | undefined, error: string | undefined): void => {
      resolve({
        status,
        error,
        durationMs: clock.monotonic() - startedAt,
        acknowledged: status !== undefined && status >= 200 && status < 300,
      })
    }
    const deadline = AbortSignal.timeout(TIMEOUT_MS)
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const outgoing = send(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent: false,
      signal: AbortSignal.any([deadline, signal]),
    })
    outgoing.on('response', (response) => {
      // The status line decides. The rest is read so that the application can finish its answer.
      response.on('error', () => undefined).resume()
      end(response.statusCode, undefined)
    })
    outgoing.on('error', (error) => {
      end(undefined, deadline.aborted ? `no answer within ${TIMEOUT_MS / 1_000} s` : error.message)
    })
    outgoing.end(body)
  })
}
