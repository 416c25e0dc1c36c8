import { ApiError, errorOf } from './api-error.ts'
import { session } from './session.ts'

interface PutRequest {
  /** Path and query. */
  readonly path: string
  readonly body: Blob
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Puts bytes at a path of the object protocol, and returns their ETag. `fetch` reports no progress of what it sends. Rejects
 * with ApiError, or what `signal` aborts with.
 */
export function putBytes(
  { path, body, headers = {} }: PutRequest,
  onProgress: (sent: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open('PUT', path)
    request.setRequestHeader('x-lemnis-csrf', session.value?.csrf ?? '')
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onload = () => {
      const { status, responseText } = request
      if (status === 200) resolve((request.getResponseHeader('etag') ?? '').replaceAll('"', ''))
      else reject(errorOf(status, request.getResponseHeader('content-type') ?? '', responseText))
      if (status === 401) session.value = null
    }
    request.onerror = () => reject(new ApiError(0, 'unreachable', 'The service does not answer.'))
    request.onabort = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('given up'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}
