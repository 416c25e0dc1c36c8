const LF = 0x0a
const CR = '\r'

/** Bytes that arrived together, and how many of them were taken. */
export interface Bytes {
  readonly buffer: Buffer
  at: number
}

/** Takes lines from bytes that arrive in pieces. */
export class Lines {
  /** How many bytes may still be taken, line ends included. It is negative once a line was longer. */
  budget: number
  /** A line ended with LF alone, which other programs may not take for a line end (RFC 9112 §2.2). */
  bareLf = false
  #unfinished = ''

  constructor(budget: number) {
    this.budget = budget
  }

  /** What was taken of a line that has not ended, within the budget. */
  get unfinished(): string {
    return this.#unfinished
  }

  /** Returns the next line as Latin-1, without its end, or `undefined` when it has not arrived or is too long. */
  next(bytes: Bytes): string | undefined {
    const { buffer, at } = bytes
    const lineEnd = buffer.indexOf(LF, at)
    const end = lineEnd < 0 ? buffer.length : lineEnd
    const line = this.#unfinished + buffer.toString('latin1', at, Math.min(end, at + this.budget))
    bytes.at = lineEnd < 0 ? end : end + 1
    this.budget -= bytes.at - at
    const isWhole = lineEnd >= 0 && this.budget >= 0
    this.#unfinished = isWhole ? '' : line
    if (!isWhole) return undefined
    if (line.endsWith(CR)) return line.slice(0, -1)
    this.bareLf = true
    return line
  }
}
