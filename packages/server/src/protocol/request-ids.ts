import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'

/**
 * Returns a generator of request ids in the vendor's format: the base64 of `<hex unix time>_<hex host>_<hex>_<hex
 * counter>`. The two middle parts are drawn once, so that ids of two processes never meet.
 */
export function createRequestIds(clock: Clock, ids: Ids): () => string {
  const maker = `${ids.randomHex(4)}_${ids.randomHex(2)}`
  let count = 0
  return () => {
    count += 1
    const seconds = Math.floor(clock.now() / 1000)
    return btoa(`${seconds.toString(16)}_${maker}_${count.toString(16)}`)
  }
}

/**
 * Returns the trace id of an error response. It is derived from the request id, so that either of them finds the log
 * line.
 */
export function traceIdOf(requestId: string): string {
  return btoa(`trace_${requestId}`)
}
