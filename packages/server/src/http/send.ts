import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Reply } from './call.ts'

/** What is left of an unwanted body is read and dropped for this long, then the connection is cut, ms. */
const LINGER_MS = 5_000

/** Writes `reply` with the headers every answer carries. A body that fails midway cuts the connection. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  common: Readonly<Record<string, string>>,
): Promise<void> {
  const { body } = reply
  const { req: request } = response
  const headers: Record<string, string> = { ...common, ...reply.headers }
  if (
    !(body instanceof Readable) &&
    !('content-length' in headers) &&
    reply.status !== 204 &&
    reply.status !== 304
  ) {
    headers['content-length'] = String(body === undefined ? 0 : Buffer.byteLength(body))
  }
  if (!request.complete) dropRest(response, headers)
  response.writeHead(reply.status, headers)
  if (body instanceof Readable) {
    if (request.method === 'HEAD') body.destroy()
    else return pipeline(body, response)
  }
  response.end(request.method === 'HEAD' || body instanceof Readable ? undefined : body)
}

/**
 * The client is still sending a body that nobody will read. Closing at once would reset the connection and the client
 * would never see the answer; reading all of it would let anyone keep the line busy.
 */
function dropRest(response: ServerResponse, headers: Record<string, string>): void {
  const { req: request } = response
  headers['connection'] = 'close'
  request.resume()
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS)
  request.socket.once('close', () => {
    clearTimeout(cut)
  })
}
