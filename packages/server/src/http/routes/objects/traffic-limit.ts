import { ProtocolError } from '../../../protocol/errors.ts'
import { Pace } from '../../../storage/pace.ts'
import type { Call } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'

const NAME = 'x-cos-traffic-limit'
/** The vendor's bounds, bits per second. */
const LIMITS = { least: 819_200, most: 838_860_800 }

/**
 * Returns the rate limit that the client requested, in a header or, with a presigned URL, in the query; `undefined`
 * if there is none. Throws InvalidArgument.
 */
export function readTrafficLimit({ engine }: RouteContext, { headers, query }: Call): Pace | undefined {
  const given = headers[NAME] ?? query.get(NAME) ?? ''
  if (given === '') return undefined
  const bits = typeof given === 'string' && /^\d{1,12}$/.test(given) ? Number(given) : 0
  if (bits < LIMITS.least || bits > LIMITS.most) {
    throw new ProtocolError(
      'InvalidArgument',
      `${NAME} must be a number of bits per second from ${LIMITS.least} to ${LIMITS.most}.`,
    )
  }
  return new Pace({ clock: engine.clock, bytesPerSecond: bits / 8 })
}

/**
 * Yields the same chunks, each delayed by the time it takes at the limit. The last one is delayed by the time of all.
 */
export async function* paced(
  bytes: AsyncIterable<Uint8Array>,
  pace: Pace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of bytes) {
    await pace.spend(chunk.byteLength, signal)
    yield chunk
  }
}
