import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Clock } from '../../base/clock.ts'
import { bytesOf, type WholeCallback } from '../wire.ts'

export interface Forwarded {
  /** `undefined` when no answer came. */
  readonly status: number | undefined
  readonly error: string | undefined
  readonly durationMs: number
  readonly acknowledged: boolean
}

/** What belongs to the connection to the first receiver, not to the message. */
const OF_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'transfer-encoding'])
const TIMEOUT_MS = 15_000

/** POSTs a callback's exact bytes and signed headers to `url` as the service would. Any 2xx acknowledges. */
export function forward(
  callback: WholeCallback,
  url: URL,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Forwarded> {
  const began = clock.monotonic()
  const body = bytesOf(callback)
  const headers = Object.fromEntries(
    Object.entries(callback.headers).filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase())),
  )
  return new Promise((resolve) => {
    const end = (status: number | undefined, error: string | undefined): void => {
      resolve({
        status,
        error,
        durationMs: clock.monotonic() - began,
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
      // The status line decides; the rest is read so that the application can end in peace.
      response.on('error', () => undefined).resume()
      end(response.statusCode, undefined)
    })
    outgoing.on('error', (error) => {
      end(undefined, deadline.aborted ? `no answer within ${TIMEOUT_MS / 1_000} s` : error.message)
    })
    outgoing.end(body)
  })
}
