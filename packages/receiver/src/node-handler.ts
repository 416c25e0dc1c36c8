import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handleDelivery, prepareHandler, type BodyRead, type HandlerOptions } from './handle-delivery.ts'

/** A request of `node:http`, with what body parsers of Express and of cloud functions add to it. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown }

const REMEDY =
  'the body was parsed before its signature could be checked: put the callback route before express.json() and the ' +
  'like, or give it express.raw({ type: () => true })'

/**
 * Creates a handler for `node:http`, Express and Connect. It always sends the response itself and never passes an error
 * to `next`: an error page with status 200 would acknowledge a callback that was not processed.
 * @throws TypeError when the secrets are invalid or `onCallback` is no function.
 */
export function createNodeHandler(
  options: HandlerOptions,
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  const handler = prepareHandler(options)
  return async (request, response) => {
    const { method, headers } = request
    const readBody = (maxBytes: number): Promise<BodyRead> => readRequestBody(request, maxBytes)
    const result = await handleDelivery(handler, { method, headers, readBody })
    // The sender closed the connection, or the application has responded already, for example after a timeout.
    if (response.destroyed || response.headersSent) return
    // The rest of an unread body may be endless.
    if (!request.complete) response.shouldKeepAlive = false
    response.writeHead(result.status, result.headers).end(result.text)
  }
}

async function readRequestBody(request: NodeRequest, maxBytes: number): Promise<BodyRead> {
  const body = bytesOf(request.rawBody) ?? bytesOf(request.body)
  if (body) return body.byteLength > maxBytes ? { kind: 'too-large' } : { kind: 'read', body }
  // Some parsers set an empty object for a content type that they do not parse, and leave the body unread.
  if (request.readableDidRead || request.readableEnded) return { kind: 'consumed', remedy: REMEDY }
  if (request.destroyed) return { kind: 'aborted' }
  if (Number(request.headers['content-length']) > maxBytes) return { kind: 'too-large' }
  return readStream(request, maxBytes)
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body
  return typeof body === 'string' ? Buffer.from(body) : undefined
}

function readStream(request: NodeRequest, maxBytes: number): Promise<BodyRead> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve) => {
    request.on('data', (data: Buffer | string) => {
      const chunk = typeof data === 'string' ? Buffer.from(data) : data
      size += chunk.byteLength
      if (size <= maxBytes) chunks.push(chunk)
      else {
        request.pause()
        resolve({ kind: 'too-large' })
      }
    })
    request.on('end', () => resolve({ kind: 'read', body: Buffer.concat(chunks) }))
    request.on('error', () => resolve({ kind: 'aborted' }))
    request.on('close', () => resolve({ kind: 'aborted' }))
  })
}
