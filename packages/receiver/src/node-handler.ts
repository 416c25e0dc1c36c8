import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handleDelivery, prepareHandler, type BodyRead, type HandlerOptions } from './handle-delivery.ts'

/** What `node:http` gives, and what body parsers of Express and of cloud functions add to it. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown }

const REMEDY =
  'the body was parsed before its signature could be checked: put the callback route before express.json() and the ' +
  'like, or give it express.raw({ type: () => true })'

/**
 * A handler for `node:http`, Express, Connect. It always answers itself, and never hands an error to `next`: an error
 * page of the application's with another status could acknowledge a callback that was not processed.
 * @throws TypeError when the secrets are not usable.
 */
export function createNodeHandler(
  options: HandlerOptions,
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  const handler = prepareHandler(options)
  return async (request, response) => {
    const { method, headers } = request
    const readBody = (maxBytes: number): Promise<BodyRead> => readRequestBody(request, maxBytes)
    const answer = await handleDelivery(handler, { method, headers, readBody })
    // A sender that is gone, or something like a time limit of the application that has answered already.
    if (response.destroyed || response.headersSent) return
    // What is left of a body that was not read may be endless.
    if (!request.complete) response.shouldKeepAlive = false
    response.writeHead(answer.status, answer.headers).end(answer.text)
  }
}

async function readRequestBody(request: NodeRequest, maxBytes: number): Promise<BodyRead> {
  const body = bytesOf(request.rawBody) ?? bytesOf(request.body)
  if (body) return body.byteLength > maxBytes ? { kind: 'too-large' } : { kind: 'read', body }
  // Some parsers leave an empty object behind for a type that is none of theirs, and the bytes unread.
  if (request.readableDidRead || request.readableEnded) return { kind: 'taken', remedy: REMEDY }
  if (request.destroyed) return { kind: 'broken' }
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
    request.on('error', () => resolve({ kind: 'broken' }))
    request.on('close', () => resolve({ kind: 'broken' }))
  })
}
