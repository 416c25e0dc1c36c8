const LAST_CODE_POINT = 0x10ffff
const FIRST_SURROGATE = 0xd800
const AFTER_SURROGATES = 0xe000

/** Sorts after every key: none is longer than 850 bytes, and this is 852 of the highest character. */
const AFTER_ALL_KEYS = String.fromCodePoint(LAST_CODE_POINT).repeat(213)

/** Sorts directly after `key`: a key contains no NUL, so nothing fits between the two. */
export function directlyAfter(key: string): string {
  return `${key}\u0001`
}

/**
 * Sorts directly after every key that begins with `prefix`. The order is that of UTF-8 bytes, and so of code points.
 */
export function afterAllWith(prefix: string): string {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last < LAST_CODE_POINT) return String.fromCodePoint(...points, following(last))
  }
  return AFTER_ALL_KEYS
}

/** UTF-16 order, as in `<`, differs from UTF-8 order above U+FFFF. */
export function laterOf(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? b : a
}

function following(point: number): number {
  return point + 1 === FIRST_SURROGATE ? AFTER_SURROGATES : point + 1
}
