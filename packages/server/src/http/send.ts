import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { PrefetchedBytes, Reply } from './call.ts'
import { spellNames } from './header-names.ts'

/** What is left of an unwanted body is read and dropped for this long, then the connection is cut, ms. */
const LINGER_MS = 5_000

const CLOSE = { connection: 'close' } as const

/** Writes `reply` with the headers every answer carries. A body that fails midway cuts the connection. */
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
    return sendPrefetched(body, response, Number(headers['content-length'] ?? Infinity))
  }
  const length = body === undefined ? 0 : Buffer.byteLength(body)
  if (!('content-length' in headers) && reply.status !== 204 && reply.status !== 304) {
    headers['content-length'] = String(length)
  }
  response.writeHead(reply.status, spellNames(headers))
  const rest = request.method === 'HEAD' ? undefined : body
  if (request.complete) {
    // Head and body leave in one write. Text of ASCII alone needs no encoder.
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

/** One chunk at a time, the next one when the kernel has the last, whose bytes are lent until then. */
async function sendPrefetched(
  { first, rest }: PrefetchedBytes,
  response: ServerResponse,
  length: number,
): Promise<void> {
  let left = length
  let continueSending = (): void => undefined
  // Whoever writes to a connection that was closed meanwhile is told by an event.
  response.on('error', () => undefined)
  response.once('close', () => continueSending())
  const write = async (chunk: Uint8Array): Promise<void> => {
    left -= chunk.byteLength
    await new Promise<void>((resolve) => {
      continueSending = resolve
      if (response.destroyed) resolve()
      // A client that has all the bytes may close at once: the end goes with the last of them.
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
 * The client was not told to send its body. It may send it all the same or begin another request, and the connection
 * can't be used any more: the one would be taken for the other.
 */
function leavesBodyUnread(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined && !request.complete && !Readable.isDisturbed(request)
}

/**
 * The client is still sending a body that nobody will read. Ending the answer now would close the connection under
 * it, and it would see a broken pipe instead of the answer; reading without end would let anyone keep the line busy.
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
