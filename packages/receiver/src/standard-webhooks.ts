import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'

// Sign and verify as in the Standard Webhooks specification 1.0.0, in one file so that they can't drift apart:
// `webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`, one signature for each live key.

const SECRET_PREFIX = 'whsec_'
const SCHEME = 'v1'
/** The specification's bounds for a symmetric secret. */
const MIN_SECRET_BYTES = 24
const MAX_SECRET_BYTES = 64
const DEFAULT_TOLERANCE_S = 300
/** A sender has a handful of live keys; more signatures than this are an attempt to make a verifier work. */
const MAX_SIGNATURES = 16

/** A secret made ready once: building the key object costs more than the HMAC itself. */
export interface WebhookKey {
  readonly hmacKey: KeyObject
}

export interface SignedMessage {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
}

export type VerificationFailure =
  'missing-header' | 'malformed-header' | 'too-old' | 'too-new' | 'wrong-signature'

/** The body must not be believed. `reason` says why; neither it nor the message repeats what was sent. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
  readonly reason: VerificationFailure

  constructor(reason: VerificationFailure, message: string) {
    super(message)
    this.reason = reason
  }
}

export interface VerifyOptions {
  /** The headers as `node:http` gives them, or a `Headers` object. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body exactly as received: parsing and printing it again changes the bytes. */
  readonly body: Uint8Array | string
  /** All keys that may have signed: two while one is being replaced. */
  readonly keys: readonly WebhookKey[]
  /** How far the sender's clock may be from ours, in seconds; 300 by default. */
  readonly toleranceS?: number
  /** Now, by default. */
  readonly at?: Date
}

/**
 * Reads a secret written as `whsec_<base64>` (the prefix may be left out).
 * @throws TypeError when it is not base64 of 24 to 64 bytes; the message does not repeat it.
 */
export function webhookKey(secret: string): WebhookKey {
  const text = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret
  const bytes = Buffer.from(text, 'base64')
  // `Buffer.from` skips what it can't read, and a secret that was cut or mistyped would sign with another key.
  const canonical = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
  if (!canonical || bytes.length < MIN_SECRET_BYTES || bytes.length > MAX_SECRET_BYTES) {
    throw new TypeError(
      `a webhook secret is "${SECRET_PREFIX}" and the base64 of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes`,
    )
  }
  return { hmacKey: createSecretKey(bytes) }
}

/** The value of `webhook-signature` over exactly `body`: one signature per key, separated by spaces. */
export function sign(message: SignedMessage, body: Uint8Array | string, keys: readonly WebhookKey[]): string {
  return keys.map((key) => `${SCHEME},${digest(message, body, key).toString('base64')}`).join(' ')
}

/**
 * Checks that one of `keys` signed this body within the tolerance, and gives the message's id, by which a receiver
 * recognises a repetition.
 * @throws WebhookVerificationError when it did not.
 */
export function verify(options: VerifyOptions): SignedMessage {
  const id = header(options, 'webhook-id')
  const timestamp = readTimestamp(header(options, 'webhook-timestamp'))
  const signatures = header(options, 'webhook-signature').split(' ')
  if (signatures.length > MAX_SIGNATURES) {
    throw new WebhookVerificationError('malformed-header', 'webhook-signature has too many signatures')
  }
  checkAge(timestamp, options)
  const message = { id, timestamp }
  const expected = options.keys.map((key) => digest(message, options.body, key))
  for (const signature of signatures) {
    const bytes = readSignature(signature)
    if (bytes && expected.some((one) => timingSafeEqual(one, bytes))) return message
  }
  throw new WebhookVerificationError('wrong-signature', 'none of the keys made any of the signatures')
}

function digest(message: SignedMessage, body: Uint8Array | string, key: WebhookKey): Buffer {
  return createHmac('sha256', key.hmacKey).update(`${message.id}.${message.timestamp}.`).update(body).digest()
}

function header({ headers }: VerifyOptions, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  if (value === undefined || value === null || value === '') {
    throw new WebhookVerificationError('missing-header', `the header ${name} is missing`)
  }
  if (typeof value !== 'string') {
    throw new WebhookVerificationError('malformed-header', `the header ${name} was sent more than once`)
  }
  return value
}

function readTimestamp(text: string): number {
  if (!/^\d{1,12}$/.test(text)) {
    throw new WebhookVerificationError('malformed-header', 'webhook-timestamp is not a number of seconds')
  }
  return Number(text)
}

function checkAge(
  timestamp: number,
  { toleranceS = DEFAULT_TOLERANCE_S, at = new Date() }: VerifyOptions,
): void {
  const age = at.getTime() / 1000 - timestamp
  if (age > toleranceS) throw new WebhookVerificationError('too-old', `signed more than ${toleranceS} s ago`)
  if (age < -toleranceS) {
    throw new WebhookVerificationError('too-new', `signed more than ${toleranceS} s in the future`)
  }
}

/** The 32 bytes of a `v1` signature; `undefined` for other schemes and for what can't be one. */
function readSignature(text: string): Buffer | undefined {
  const [scheme, base64] = text.split(',', 2)
  if (scheme !== SCHEME || base64?.length !== 44) return undefined
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length === 32 ? bytes : undefined
}
