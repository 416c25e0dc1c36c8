/** What bytes above 0x7F are in the Western code page that a name may be in. */
export type WesternPage = 'cp437' | 'windows-1252'

export interface Votes {
  readonly chinese: number
  readonly western: number
}

/**
 * Returns how many characters of a name, read as GB 18030, look like Chinese, and how many like Western letters. Chinese
 * is written in rows of bytes above 0x7F, and its common characters are in the two-byte rows 0xB0–0xD7. In Western words
 * such bytes are alone between ASCII letters, seldom two together.
 */
export function castVotes(bytes: Uint8Array, pages: readonly WesternPage[]): Votes {
  let chinese = 0
  let western = 0
  let at = 0
  while (at < bytes.length) {
    const run = runLength(bytes, at)
    if (run === 0) {
      at += 1
      continue
    }
    const end = at + run
    while (at < end) {
      const length = gbLength(bytes, at)
      if (length > 0 && looksChinese(bytes.subarray(at, at + 2), run, pages)) chinese += 1
      else western += 1
      at += Math.max(length, 1)
    }
  }
  return { chinese, western }
}

/** How many bytes above 0x7F follow one another. */
function runLength(bytes: Uint8Array, from: number): number {
  let at = from
  while ((bytes[at] ?? 0) >= 0x80) at += 1
  return at - from
}

/** Returns how many bytes the character at `at` has in GB 18030, 0 if there is none. */
function gbLength(bytes: Uint8Array, at: number): 0 | 2 | 4 {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4)
  if (!isIn(first, 0x81, 0xfe)) return 0
  if (isIn(second, 0x40, 0x7e) || isIn(second, 0x80, 0xfe)) return 2
  const isLong = isIn(second, 0x30, 0x39) && isIn(third, 0x81, 0xfe) && isIn(fourth, 0x30, 0x39)
  return isLong ? 4 : 0
}

function looksChinese(character: Uint8Array, run: number, pages: readonly WesternPage[]): boolean {
  const [lead = 0, trail = 0] = character
  if (run !== 2) return run > 2
  if (isIn(lead, 0xb0, 0xd7) && trail >= 0xa1) return true
  return !pages.some((page) => isOfWords(lead, page) && isOfWords(trail, page))
}

/** Whether a byte is a letter, or a mark that is next to letters, rather than a line of a box, say. */
function isOfWords(byte: number, page: WesternPage): boolean {
  if (page === 'cp437') return isIn(byte, 0x80, 0xa7) || [0xae, 0xaf, 0xe1, 0xf8].includes(byte)
  const isLetter = byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7
  return isLetter || isIn(byte, 0x91, 0x97) || [0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f].includes(byte)
}

function isIn(byte: number, first: number, last: number): boolean {
  return byte >= first && byte <= last
}
