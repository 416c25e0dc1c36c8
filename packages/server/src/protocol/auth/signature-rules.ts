/** How far the clock of a client may be ahead of ours, in seconds. */
const SKEW_S = 900

/** What signs: whatever else a key has is its finder's. */
export interface SigningKey {
  readonly secretKey: string
}

export interface SignatureRules<K extends SigningKey> {
  /** ms since 1970 */
  readonly now: number
  /** Seconds. */
  readonly skewS?: number
  /** The key with an access key id, or why it can't be used. */
  readonly findKey: (accessKeyId: string) => K | KeyFault
}

/** The last three are of temporary keys, which go with a token. */
export type KeyFault = 'unknown-key' | 'token-missing' | 'token-wrong' | 'token-expired'

/** `bucket-unnamed`: it is right, and would be as right for the same key in any other bucket. */
export type SignatureFault = KeyFault | 'malformed' | 'expired' | 'not-yet' | 'mismatch' | 'bucket-unnamed'

export type SignatureResult<K extends SigningKey> =
  | { readonly kind: 'ok'; readonly key: K }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused'; readonly reason: SignatureFault }

export interface SignedSpan {
  /** As received, which is what was signed. */
  readonly text: string
  /** Seconds since 1970, as `end`. */
  readonly start: number
  readonly end: number
}

const SPAN = /^(\d{1,15});(\d{1,15})$/

/** Reads `1700000000;1700003600`; `undefined` when it is none, or ends before it starts. */
export function readSpan(text: string): SignedSpan | undefined {
  const [, first, last] = SPAN.exec(text) ?? []
  const start = Number(first)
  const end = Number(last)
  return start <= end ? { text, start, end } : undefined
}

/** What is wrong with the time of a signature: all of its spans must hold now. */
export function timeFault(
  spans: readonly SignedSpan[],
  { now, skewS = SKEW_S }: Pick<SignatureRules<SigningKey>, 'now' | 'skewS'>,
): 'expired' | 'not-yet' | undefined {
  const seconds = now / 1000
  if (spans.some(({ end }) => seconds > end)) return 'expired'
  return spans.some(({ start }) => seconds < start - skewS) ? 'not-yet' : undefined
}

/** 40 hex digits in lower case; `undefined` for anything else. */
export function readDigest(text: string): string | undefined {
  const digest = text.toLowerCase()
  return /^[0-9a-f]{40}$/.test(digest) ? digest : undefined
}
