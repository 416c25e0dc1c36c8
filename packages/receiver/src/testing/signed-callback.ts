import { randomBytes, randomUUID } from 'node:crypto'
import { sign, webhookKeys } from '../standard-webhooks.ts'

export const secret = `whsec_${randomBytes(32).toString('base64')}`

/** Returns the headers that Lemnis sends with `body`. */
export function signedHeaders(
  body: Uint8Array | string,
  { id = `msg_${randomUUID()}`, age = 0, secrets = secret } = {},
): Record<string, string> {
  const timestamp = Math.floor(new Date().getTime() / 1000) - age
  return {
    'content-type': 'application/xml',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign({ id, timestamp }, body, webhookKeys(secrets)),
  }
}
