import { sign } from '@lemnis/receiver'
import type { HeaderValues } from '../transports/transport.ts'
import type { NamedKey } from '../webhook-keys.ts'

/** More signatures than a sender ever has keys for are not looked at. */
const MAX_SIGNATURES = 16

/**
 * Computes the signatures of a request again. Returns for each that it has, in order, the name of the key that made it;
 * `undefined`: none of `keys` did.
 */
export function signersOf(
  headers: HeaderValues,
  body: Uint8Array,
  keys: readonly NamedKey[],
): readonly (string | undefined)[] {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => {
    const value = headers[name]
    return typeof value === 'string' ? value : ''
  })
  if (!id || !signatures || !/^\d{1,12}$/.test(timestamp ?? '')) return []
  const message = { id, timestamp: Number(timestamp) }
  const expected = new Map(keys.map(({ name, key }) => [sign(message, body, [key]), name]))
  return signatures.split(' ', MAX_SIGNATURES).map((signature) => expected.get(signature))
}
