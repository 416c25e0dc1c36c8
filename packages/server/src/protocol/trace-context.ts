/** W3C Trace Context level 2, §3.2: version 00 has exactly these four fields, later ones may have more. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/

const MAX_LENGTH = 512

/**
 * Returns the trace of a request from its header `traceparent`; `undefined` without a valid one, which the standard
 * tells receivers to ignore.
 */
export function readTraceparent(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header.length > MAX_LENGTH || !TRACEPARENT.test(header)) return undefined
  return header.split('-').slice(0, 4).join('-')
}
