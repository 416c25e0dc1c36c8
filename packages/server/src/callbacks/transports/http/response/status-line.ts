export interface StatusLine {
  /** `1.1`; a response that is written like this may also say `2.0`. */
  readonly version: string
  readonly status: number
}

const START = 'HTTP/'
/** Some receivers write the name in lower case, more than one space, or no reason. */
const STATUS_LINE = /^HTTP\/(\d\.\d)[ \t]+([1-9]\d\d)(?:[ \t]|$)/i

/** Returns what a status line says (RFC 9112 §4), also one that broke off after its status. */
export function parseStatusLine(line: string): StatusLine | undefined {
  const [, version = '', status] = STATUS_LINE.exec(line) ?? []
  return status === undefined ? undefined : { version, status: Number(status) }
}

/** Whether a line that begins like this can be a status line, or an empty line before one. */
export function mayBecomeStatusLine(begin: string): boolean {
  return begin === '\r' || START.startsWith(begin.slice(0, START.length).toUpperCase())
}
