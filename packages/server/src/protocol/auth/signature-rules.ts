/** How far the clock of a client may be ahead of ours, s. */
const SKEW_S = 900

/** The part of a key that signs; the rest belongs to its finder. */
export interface SigningKey {
  readonly secretKey: string
}

export interface SignatureRules<K extends SigningKey> {
  /** ms since 1970 */
  readonly now: number
  /** Seconds. */
  readonly skewS?: number
  /** Returns the key with an access key id, or why it can't be used. */
  readonly findKey: (accessKeyId: string) => K | KeyFault
}

/** The last three are of temporary keys, which need a token. */
export type KeyFault = 'unknown-key' | 'token-missing' | 'token-wrong' | 'token-expired'

/** `bucket-unnamed`: the signature is valid, but would also be valid for the same key in another bucket. */
export type SignatureFault = KeyFault | 'malformed' | 'expired' | 'not-yet' | 'mismatch' | 'bucket-unnamed'

export type SignatureResult<K extends SigningKey> =
  | { readonly kind: 'ok'; readonly key: K }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused'; readonly reason: SignatureFault }

export interface SignedSpan {
  /** As received and signed. */
  readonly text: string
  /** Seconds since 1970, as `end`. */
  readonly start: number
  readonly end: number
}

const SPAN = /^(\d{1,15});(\d{1,15})$/

/** Reads `1700000000;1700003600`; `undefined` if it is malformed, or ends before it starts. */
export function readSpan(text: string): SignedSpan | undefined {
  const [, first, last] = SPAN.exec(text) ?? []
  const start = Number(first)
  const end = Number(last)
  return start <= end ? { text, start, end } : undefined
}

/** Returns the fault in the times of a signature: all of its spans must include now. */
export function timeFault(
  spans: readonly SignedSpan[],
  { now, skewS = SKEW_S }: Pick<SignatureRules<SigningKey>, 'now' | 'skewS'>,
): 'expired' | 'not-yet' | undefined {
  const seconds = now / 1000
  if (spans.some(({ end }) => seconds > end)) return 'expired'
  return spans.some(({ start }) => seconds < start - skewS) ? 'not-yet' : undefined
}

/** Returns 40 hex digits in lower case; `undefined` for anything else. */
export function readDigest(text: string): string | undefined {
  const digest = text.toLowerCase()
  return /^[0-9a-f]{40}$/.test(digest) ? digest : undefined
}
