import { handleDelivery, prepareHandler, type BodyRead, type HandlerOptions } from './handle-delivery.ts'

/**
 * Creates a handler from `Request` to `Response`, for Bun, Deno, Hono, Next.js and edge runtimes.
 * @throws TypeError when the secrets are invalid or `onCallback` is no function.
 */
export function createFetchHandler(options: HandlerOptions): (request: Request) => Promise<Response> {
  const handler = prepareHandler(options)
  return async (request) => {
    const { method, headers } = request
    const readBody = (maxBytes: number): Promise<BodyRead> => readRequestBody(request, maxBytes)
    const result = await handleDelivery(handler, { method, headers, readBody })
    const { status, text } = result
    return new Response(text === '' ? null : text, { status, headers: result.headers })
  }
}

async function readRequestBody(request: Request, maxBytes: number): Promise<BodyRead> {
  if (request.bodyUsed) {
    return {
      kind: 'consumed',
      remedy:
        'the body of the request was read before its signature could be checked: hand the request over unread',
    }
  }
  if (Number(request.headers.get('content-length')) > maxBytes) return { kind: 'too-large' }
  const stream: AsyncIterable<unknown> | null = request.body
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream ?? []) {
      if (!(chunk instanceof Uint8Array)) return { kind: 'aborted' }
      size += chunk.byteLength
      if (size > maxBytes) return { kind: 'too-large' }
      chunks.push(chunk)
    }
  } catch {
    return { kind: 'aborted' }
  }
  return { kind: 'read', body: concat(chunks, size) }
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return body
}
