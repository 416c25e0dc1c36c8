import type { HeaderFields } from './header-fields.ts'
import type { StatusLine } from './status-line.ts'

/**
 * A connection that was idle for longer is not reused, unless the receiver's `Keep-Alive` header allows it. Receivers
 * close idle connections, and a request that crosses such a close is lost.
 */
const USUAL_MS = 1_000
const MAX_MS = 30_000
/** A receiver counts from its last byte, which was on its way for a while. */
const MARGIN_MS = 2_000

/** Returns for how long the connection of a response may be idle and then reused, in ms; 0 for not at all. */
export function idleTimeOf({ version }: StatusLine, fields: HeaderFields): number {
  const options = fields.list('connection') ?? []
  const isKept = version === '1.1' || (version === '1.0' && options.includes('keep-alive'))
  if (!isKept || options.includes('close')) return 0
  const [, seconds] = /timeout=(\d+)/.exec(fields.list('keep-alive')?.join() ?? '') ?? []
  if (seconds === undefined) return USUAL_MS
  return Math.min(Math.max(Number(seconds) * 1_000 - MARGIN_MS, 0), MAX_MS)
}
