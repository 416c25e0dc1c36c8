import type { Attempt, Callback, CallbackMessage, Sample } from '../answer.ts'
import type { DisplayContext } from '../command.ts'
import { formatDuration, relativeTime, timeAhead } from './format-time.ts'
import { stateStyle } from './state-style.ts'
import { escapeControlCharacters } from '../terminal.ts'

/** Of others without headers it is not known, or another one sent it. */
const FAILED: ReadonlySet<string> = new Set(['retry', 'parked', 'dead'])

type Field = readonly [name: string, value: string | null | undefined]

/** A callback as lines of `name  value`. */
export function describeCallback(
  context: DisplayContext,
  callback: Callback & Pick<CallbackMessage, 'sentTo'>,
): string {
  const { terminal } = context
  const state = terminal.paint(callback.state, stateStyle(callback.state))
  const fields = formatFields([
    ['event', callback.event],
    ['url', callback.url],
    ['sent to', describeRedirect(callback)],
    [callback.event === 'WorkflowFinish' ? 'run' : 'job', callback.jobId],
    ['tag', callback.tag],
    ['queue', callback.queueId],
    ['bucket', callback.bucket],
    ['content type', callback.contentType],
    ['sequence', String(callback.sequence)],
    ['made', formatTime(context, callback.createdAt)],
    ['next attempt', formatTime(context, callback.nextAttemptAt, timeUntil)],
    ['attempts', describeAttempts(callback)],
    ['deadline', formatDuration(callback.deadlineMs)],
  ])
  return `${escapeControlCharacters(callback.id)}  ${state}\n${fields}`
}

/** What was sent and what came back in one attempt, with the time of each step. */
export function describeAttempt(context: DisplayContext, attempt: Attempt): string {
  const outcome = context.terminal.paint(attempt.outcome, stateStyle(attempt.outcome))
  return `attempt ${attempt.number}  ${describeEnd(outcome, attempt)}${describeExchange(context, attempt)}`
}

/** The same for a sample, which is never sent again. */
export function describeSample(
  context: DisplayContext,
  sample: Pick<Sample, 'sentTo'> & { readonly attempt: Attempt },
): string {
  const { attempt } = sample
  const isDelivered = attempt.outcome === 'delivered'
  const outcome = context.terminal.paint(
    isDelivered ? 'acknowledged' : 'not acknowledged',
    isDelivered ? 'good' : 'bad',
  )
  const redirect = formatFields([['sent to', describeRedirect(sample)]])
  return `sample  ${describeEnd(outcome, attempt)}${redirect}${describeExchange(context, attempt)}`
}

/** A replay of one that is delivered sends it again, but none is due. */
export const hasNextAttempt = ({ state }: Pick<Callback, 'state'>): boolean => state !== 'delivered'

function describeAttempts(callback: Callback): string {
  const { attempts, failures } = callback
  return hasNextAttempt(callback) ? `${attempts}, ${failures} failed in a row` : String(attempts)
}

function describeRedirect({ sentTo }: Pick<CallbackMessage, 'sentTo'>): string | undefined {
  return sentTo === undefined ? undefined : `${sentTo} (LEMNIS_CALLBACK_TO)`
}

function describeEnd(outcome: string, { status, durationMs }: Attempt): string {
  const took = durationMs === null ? '' : ` after ${formatDuration(durationMs)}`
  return `${outcome}${status === null ? '' : `, status ${status}`}${took}\n`
}

function describeExchange(context: DisplayContext, attempt: Attempt): string {
  const { requestHeaders, responseHeaders, responseBody } = attempt
  const fields = formatFields([
    ['started', formatTime(context, attempt.startedAt)],
    ['cause', attempt.cause],
    ['detail', attempt.detail],
    ['peer', attempt.peer],
    ['times', describeTimings(attempt)],
    ['sent', requestHeaders === null && FAILED.has(attempt.outcome) ? 'nothing' : undefined],
  ])
  const sent = requestHeaders && `  sent\n${describeHeaders(requestHeaders)}`
  const received = responseHeaders && `  received\n${describeHeaders(responseHeaders)}`
  return fields + (sent ?? '') + (received ?? '') + indented(responseBody)
}

function describeTimings({ timings: { dnsMs, connectMs, tlsMs, firstByteMs } }: Attempt): string {
  const steps = [
    ['DNS', dnsMs],
    ['connect', connectMs],
    ['TLS', tlsMs],
    ['first byte', firstByteMs],
  ] as const
  return steps.flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${formatDuration(ms)}`])).join(', ')
}

export function describeHeaders(headers: Readonly<Record<string, string | readonly string[]>>): string {
  return Object.entries(headers)
    .flatMap(([name, value]) =>
      [value].flat().map((one) => `    ${escapeControlCharacters(`${name}: ${one}`)}\n`),
    )
    .join('')
}

/** On a terminal `ISO (3 min ago)`: the distance is for a person, the ISO time for the logs of the receiver. */
function formatTime(
  { terminal, clock }: DisplayContext,
  iso: string | null,
  relative = relativeTime,
): string | undefined {
  if (iso === null) return undefined
  return terminal.interactive ? `${iso} (${relative(iso, clock.now())})` : iso
}

/** What is due is done as soon as there is a slot for it. */
const timeUntil = (iso: string, now: number): string => timeAhead(iso, now, 'now')

/** A line for each field that has a value. */
function formatFields(fields: readonly Field[]): string {
  return fields
    .flatMap(([name, value]) =>
      value == null || value === '' ? [] : [`  ${name.padEnd(12)}  ${escapeControlCharacters(value)}\n`],
    )
    .join('')
}

function indented(body: string | null): string {
  if (body === null || body === '') return ''
  return `    ${escapeControlCharacters(body).trimEnd().replaceAll('\n', '\n    ')}\n`
}
