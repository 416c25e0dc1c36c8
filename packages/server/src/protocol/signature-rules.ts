/** How far the clock of a client may be ahead of ours, in seconds. */
const SKEW_S = 900

export interface SignatureRules {
  /** ms since 1970 */
  readonly now: number
  /** Seconds. */
  readonly skewS?: number
  /** The secret key of an access key id, `undefined` when there is no such id. */
  readonly lookUpKey: (accessKeyId: string) => string | undefined
}

export type SignatureFault = 'malformed' | 'unknown-key' | 'expired' | 'not-yet' | 'mismatch'

export type SignatureResult =
  | { readonly kind: 'ok'; readonly accessKeyId: string }
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
  { now, skewS = SKEW_S }: Pick<SignatureRules, 'now' | 'skewS'>,
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
