import { child, childText } from '../../../packages/server/src/protocol/xml/xml.ts'
import { leakOf, wellFormed } from './check-answer.ts'

/** The request's or the input's fault. */
const FAULTS: ReadonlySet<string> = new Set(['InvalidArgument', 'ResourceNotFound', 'ResourceNotSupported'])

/**
 * How a task is reported that exceeds the limits of a media process. The service reports it as its own failure,
 * because another machine may have the memory or the time. Here it only means that the case was expensive.
 */
const LIMITS = [
  /The media process used more than \d+ bytes\.$/,
  /The media process ran out of memory\.$/,
  /it took longer than \d+ ms, the limit of \w+\.$/,
  /The task used (?:more than \d+ s of|up its) processor time\.$/,
]

export type JobOutcome =
  | { readonly kind: 'waits' }
  /** `as`: the name under which it is counted. */
  | { readonly kind: 'ended'; readonly as: string; readonly limit?: string }
  | { readonly kind: 'wrong'; readonly why: string }

/** Returns the outcome of a job from the response to GET /jobs/ID. */
export function classifyJob(body: Uint8Array, sent: string): JobOutcome {
  const root = wellFormed(body)
  const detail = root && child(root, 'JobsDetail')
  if (!detail) return { kind: 'wrong', why: 'a job is shown without its JobsDetail' }
  const [state, code = '', message = ''] = ['State', 'Code', 'Message'].map((name) => childText(detail, name))
  if (state === 'Submitted' || state === 'Running') return { kind: 'waits' }
  const leak = leakOf(message, sent)
  if (leak !== undefined)
    return { kind: 'wrong', why: `the job's message has ${JSON.stringify(leak)}: ${message}` }
  if (state === 'Success' && code === 'Success') return { kind: 'ended', as: 'Success' }
  if (state === 'Failed' && FAULTS.has(code)) {
    return message === '' ? { kind: 'wrong', why: `${code} without a message` } : { kind: 'ended', as: code }
  }
  if (state === 'Failed' && LIMITS.some((limit) => limit.test(message)))
    return { kind: 'ended', as: 'limit', limit: message }
  return { kind: 'wrong', why: `${String(state)} ${code}: ${message}` }
}
