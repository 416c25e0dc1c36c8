import type { Showing } from './command.ts'
import { relativeTime, shownDuration } from './show-time.ts'
import { stateTone } from './state-tone.ts'
import { harmless } from './terminal.ts'
import type { Attempt, Callback } from './wire.ts'

/** A callback as lines of `name  value`. */
export function describeCallback(context: Showing, callback: Callback): string {
  const { terminal } = context
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['event', callback.event],
    ['url', callback.url],
    [callback.event === 'WorkflowFinish' ? 'run' : 'job', callback.jobId],
    ['tag', callback.tag],
    ['queue', callback.queueId],
    ['bucket', callback.bucket],
    ['content type', callback.contentType],
    ['sequence', String(callback.sequence)],
    ['made', moment(context, callback.createdAt)],
    ['next attempt', moment(context, callback.nextAttemptAt)],
    ['attempts', `${callback.attempts}, ${callback.failures ?? 0} failed in a row`],
    ['deadline', callback.deadlineMs == null ? undefined : shownDuration(callback.deadlineMs)],
  ]
  const state = terminal.paint(callback.state, stateTone(callback.state))
  return `${harmless(callback.id)}  ${state}\n${lines(fields)}`
}

/** What was sent and what came back in one attempt, with the time of each step. */
export function describeAttempt(context: Showing, attempt: Attempt): string {
  const { terminal } = context
  const outcome = terminal.paint(attempt.outcome, stateTone(attempt.outcome))
  const took = attempt.durationMs == null ? '' : ` after ${shownDuration(attempt.durationMs)}`
  const status = attempt.status == null ? '' : `, status ${attempt.status}`
  const head = `attempt ${attempt.number}  ${outcome}${status}${took}\n`
  const { dnsMs, connectMs, tlsMs, firstByteMs } = attempt.timings ?? {}
  const steps = [
    ['DNS', dnsMs],
    ['connect', connectMs],
    ['TLS', tlsMs],
    ['first byte', firstByteMs],
  ] as const
  const timings = steps
    .flatMap(([name, ms]) => (ms == null ? [] : [`${name} ${shownDuration(ms)}`]))
    .join(', ')
  const fields = lines([
    ['started', moment(context, attempt.startedAt)],
    ['cause', attempt.cause],
    ['detail', attempt.detail],
    ['peer', attempt.peer],
    ['times', timings],
  ])
  const sent = attempt.requestHeaders == null ? '' : `  sent\n${describeHeaders(attempt.requestHeaders)}`
  const received =
    attempt.responseHeaders == null ? '' : `  received\n${describeHeaders(attempt.responseHeaders)}`
  return head + fields + sent + received + block(attempt.responseBody)
}

export function describeHeaders(headers: Readonly<Record<string, string | readonly string[]>>): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => [value].flat().map((one) => `    ${harmless(`${name}: ${one}`)}\n`))
    .join('')
}

/** On a terminal `ISO (3 min ago)`: the distance for people, the time for the logs of the other side. */
function moment({ terminal, clock }: Showing, iso: string | null | undefined): string | undefined {
  if (iso == null) return undefined
  return terminal.interactive ? `${iso} (${relativeTime(iso, clock.now())})` : iso
}

function lines(fields: readonly (readonly [string, string | null | undefined])[]): string {
  return fields
    .flatMap(([name, value]) =>
      value == null || value === '' ? [] : [`  ${name.padEnd(12)}  ${harmless(value)}\n`],
    )
    .join('')
}

function block(body: string | null | undefined): string {
  if (body == null || body === '') return ''
  return `    ${harmless(body).trimEnd().replaceAll('\n', '\n    ')}\n`
}
