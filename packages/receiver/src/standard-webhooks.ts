import { Buffer } from 'node:buffer'
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'

// Sign and verify as in the Standard Webhooks specification 1.0.0, in one file so that they can't drift apart:
// `webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`, one signature for each active key.

const SECRET_PREFIX = 'whsec_'
const SCHEME = 'v1'
/** The limits of the specification for a symmetric secret. */
const MIN_SECRET_BYTES = 24
const MAX_SECRET_BYTES = 64
const DEFAULT_TOLERANCE_S = 300
/** A sender has a few active keys; more signatures than this are an attempt to cost the receiver CPU time. */
const MAX_SIGNATURES = 16

/** "v1," and the base64 of 32 bytes. */
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/

/** A parsed secret: to build the key object costs more than the HMAC itself. */
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

/** The body must not be trusted. `reason` says why; neither it nor the message repeats the request. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
  readonly reason: VerificationFailure

  constructor(reason: VerificationFailure, message: string) {
    super(message)
    this.reason = reason
  }
}

/** The headers of a `node:http` request, a plain record, or a `Headers` object. Names are case-insensitive. */
export type CallbackHeaders =
  | { readonly get: (name: string) => string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

export interface VerifyOptions {
  readonly headers: CallbackHeaders
  /** The body exactly as received: to parse and print it again changes the bytes. */
  readonly body: Uint8Array | string
  /** All keys that may have signed: two during a rotation. */
  readonly keys: readonly WebhookKey[]
  /** The maximum difference between the clocks of sender and receiver, in seconds; 300 by default. */
  readonly toleranceS?: number
  /** Now, by default. */
  readonly at?: Date
}

/**
 * Parses a secret of the form `whsec_<base64>` (the prefix is optional).
 * @throws TypeError when it is not base64 of 24 to 64 bytes; the message does not repeat it.
 */
export function webhookKey(secret: string): WebhookKey {
  const text = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret
  const bytes = Buffer.from(text, 'base64')
  // `Buffer.from` skips invalid characters, and a truncated or mistyped secret would sign with another key.
  const canonical = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
  if (!canonical || bytes.length < MIN_SECRET_BYTES || bytes.length > MAX_SECRET_BYTES) {
    throw new TypeError(
      `a webhook secret is "${SECRET_PREFIX}" and the base64 of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes`,
    )
  }
  return { hmacKey: createSecretKey(bytes) }
}

/**
 * Parses all keys of `secrets`: one secret, a comma list like `LEMNIS_WEBHOOK_SECRET`, or an array of either. It accepts
 * `undefined`, so that an environment variable can be passed directly, and throws when that is not set.
 * @throws TypeError when there is no secret or one is invalid; the message does not repeat it.
 */
export function webhookKeys(secrets: string | readonly string[] | undefined): readonly WebhookKey[] {
  const keys = (typeof secrets === 'string' ? [secrets] : (secrets ?? []))
    .flatMap((secret) => secret.split(','))
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
    .map(webhookKey)
  if (keys.length === 0)
    throw new TypeError(
      'there is no webhook secret to verify callbacks with: give the service’s LEMNIS_WEBHOOK_SECRET',
    )
  return keys
}

/** Returns the value of `webhook-signature` for `body`: one signature per key, separated by spaces. */
export function sign(message: SignedMessage, body: Uint8Array | string, keys: readonly WebhookKey[]): string {
  return keys.map((key) => signature(message, body, key)).join(' ')
}

/**
 * Checks that one of `keys` signed this body within the tolerance. Returns the id and time of the message; the id is the
 * same for each delivery, so that duplicates can be recognised.
 * @throws WebhookVerificationError when the check fails.
 */
export function verify(options: VerifyOptions): SignedMessage {
  const id = readId(header(options, 'webhook-id'))
  const timestamp = readTimestamp(header(options, 'webhook-timestamp'))
  // A `Headers` object joins the values of several header lines with a comma and a space.
  const signatures = header(options, 'webhook-signature').split(/,? /)
  if (signatures.length > MAX_SIGNATURES) {
    throw new WebhookVerificationError('malformed-header', 'webhook-signature has too many signatures')
  }
  checkAge(timestamp, options)
  const message = { id, timestamp }
  const expected = options.keys.map((key) => Buffer.from(signature(message, options.body, key)))
  // Compares the texts: base64 has several spellings of the same bytes.
  const given = signatures.filter((text) => SIGNATURE.test(text)).map((text) => Buffer.from(text))
  if (given.some((one) => expected.some((other) => timingSafeEqual(one, other)))) return message
  throw new WebhookVerificationError('wrong-signature', 'none of the keys made any of the signatures')
}

function signature(message: SignedMessage, body: Uint8Array | string, key: WebhookKey): string {
  const hmac = createHmac('sha256', key.hmacKey).update(`${message.id}.${message.timestamp}.`).update(body)
  return `${SCHEME},${hmac.digest('base64')}`
}

function header({ headers }: VerifyOptions, name: string): string {
  const values = isFetchHeaders(headers) ? [headers.get(name)] : valuesOf(headers, name)
  const [value, ...others] = values.filter((one) => one !== undefined && one !== null && one !== '')
  if (value === undefined || value === null) {
    throw new WebhookVerificationError('missing-header', `the header ${name} is missing`)
  }
  if (others.length > 0) {
    throw new WebhookVerificationError('malformed-header', `the header ${name} was sent more than once`)
  }
  return value
}

function isFetchHeaders(headers: CallbackHeaders): headers is Extract<CallbackHeaders, { get: unknown }> {
  return typeof headers.get === 'function'
}

function valuesOf(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  name: string,
): readonly (string | undefined)[] {
  return Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? value : []))
}

/** With a full stop in the id, the same signed text could be split into another id, time and body. */
function readId(text: string): string {
  if (text.includes('.')) throw new WebhookVerificationError('malformed-header', 'webhook-id has a full stop')
  return text
}

function readTimestamp(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) {
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
