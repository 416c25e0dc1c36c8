import { ApiError } from '../api/api-error.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** How long to wait before the next try after so many that failed, ms. */
export function waitAfter(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS)
}

/** Whether the same request may succeed later: the connection is lost, or the service is busy or restarts. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500)
}

/**
 * Runs `action` until it succeeds, or fails for good. `onWait` hears of each failure that may pass, with `undefined` when
 * that is over.
 */
export async function withRetries<T>(
  action: () => Promise<T>,
  signal: AbortSignal,
  onWait: (reason: string | undefined) => void,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      const result = await action()
      onWait(undefined)
      return result
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ApiError) || !isPassing(error)) throw error
      onWait(error.message)
    }
    await pause(waitAfter(failures), signal)
  }
}

/** Ends early when the browser is online again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('given up'))
      else resolve()
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
}
