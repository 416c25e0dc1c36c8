import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { PrefetchedBytes, Reply } from './call.ts'
import { spellNames } from './header-names.ts'

/** The rest of an unread body is drained for this long, then the connection is closed, ms. */
const LINGER_MS = 5_000

const CLOSE = { connection: 'close' } as const

/** Writes `reply` with the common headers. A body that fails midway closes the connection. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  common: Readonly<Record<string, string>>,
): Promise<void> {
  const { body } = reply
  const { req: request } = response
  const headers: Record<string, string> = {
    ...common,
    ...reply.headers,
    ...(leavesBodyUnread(request) && CLOSE),
  }
  if (isPrefetched(body)) {
    response.writeHead(reply.status, spellNames(headers))
    if (request.method === 'HEAD') {
      await body.rest.return()
      response.end()
      return
    }
    return sendPrefetched(body, response, Number(headers['content-length'] ?? Infinity))
  }
  const length = body === undefined ? 0 : Buffer.byteLength(body)
  if (!('content-length' in headers) && reply.status !== 204 && reply.status !== 304) {
    headers['content-length'] = String(length)
  }
  response.writeHead(reply.status, spellNames(headers))
  const rest = request.method === 'HEAD' ? undefined : body
  if (request.complete) {
    // Head and body leave in one write. Pure ASCII needs no encoder.
    const isAscii = typeof rest === 'string' && rest.length === length
    response.end(rest, isAscii ? 'latin1' : 'utf8')
    return
  }
  if (rest !== undefined) response.write(rest)
  await drainRequest(request)
  response.end()
}

function isPrefetched(body: Reply['body']): body is PrefetchedBytes {
  return typeof body === 'object' && 'rest' in body
}

/** Writes one chunk at a time, the next one when the kernel has the last: its bytes are only valid until then. */
async function sendPrefetched(
  { first, rest }: PrefetchedBytes,
  response: ServerResponse,
  length: number,
): Promise<void> {
  let left = length
  let continueSending = (): void => undefined
  // A write to a connection that was closed meanwhile emits an event.
  response.on('error', () => undefined)
  response.once('close', () => continueSending())
  const write = async (chunk: Uint8Array): Promise<void> => {
    left -= chunk.byteLength
    await new Promise<void>((resolve) => {
      continueSending = resolve
      if (response.destroyed) resolve()
      // A client that has all bytes may close at once, so the end goes with the last of them.
      else if (left === 0) response.end(chunk, () => resolve())
      else response.write(chunk, () => resolve())
    })
    if (response.destroyed && left > 0) throw new Error('The client went away.')
  }
  try {
    await write(first)
    for await (const chunk of rest) await write(chunk)
  } finally {
    await rest.return()
  }
  if (!response.writableEnded) response.end()
}

/**
 * The client was not told to send its body. It may still send it, or begin another request. The connection can't be
 * reused, since the one would be taken for the other.
 */
function leavesBodyUnread(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined && !request.complete && !Readable.isDisturbed(request)
}

/**
 * The client is still sending a body that is not read. Ending the response now would close the connection, and the
 * client would see a broken pipe instead of the response. Reading without limit would let any client keep the
 * connection busy.
 */
function drainRequest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(cut)
      resolve()
    }
    const cut = setTimeout(() => request.destroy(), LINGER_MS)
    request.once('end', done)
    request.once('close', done)
    request.resume()
  })
}
