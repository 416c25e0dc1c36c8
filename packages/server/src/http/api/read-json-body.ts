import type { IncomingMessage } from 'node:http'
import { ApiProblem } from './problem.ts'

const MAX_BYTES = 1024 * 1024
/** A whole body has this long to arrive, ms. */
const DEADLINE_MS = 60_000

/** The body of a request as JSON. */
export async function readJsonBody(request: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge()
  const text = await readText(request, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]))
  if (text === '') throw new ApiProblem('invalid_argument', 'This request needs a JSON body.')
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiProblem('invalid_argument', 'The body is no JSON.')
  }
}

/** What is too large is left unread, so that the answer can go out first. */
function readText(request: IncomingMessage, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = (): void => {
      signal.removeEventListener('abort', broken)
      request.off('data', take).off('end', end).off('error', broken).off('close', broken).pause()
    }
    const fail = (error: ApiProblem): void => {
      stop()
      reject(error)
    }
    const broken = (): void => {
      fail(new ApiProblem('invalid_argument', 'The body did not arrive whole.'))
    }
    const take = (chunk: Buffer): void => {
      size += chunk.byteLength
      if (size > MAX_BYTES) fail(tooLarge())
      else chunks.push(chunk)
    }
    const end = (): void => {
      stop()
      resolve(Buffer.concat(chunks).toString('utf8'))
    }
    signal.addEventListener('abort', broken, { once: true })
    request.on('data', take).on('end', end).on('error', broken).on('close', broken)
    if (signal.aborted || request.destroyed) broken()
  })
}

function tooLarge(): ApiProblem {
  return new ApiProblem('too_large', `The body is larger than ${MAX_BYTES} bytes.`)
}
