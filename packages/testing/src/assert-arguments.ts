import type { CallbackFilter, Failure } from './callback-options.ts'

/** What JavaScript can't see: a misspelt name would be ignored, and a test would wait for what never comes. */
export function assertOptions(options: unknown, known: readonly string[], what: string): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${what} are an object`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${what} have no ${unknown}: there are ${known.join(', ')}`)
}

export function assertBuckets(buckets: unknown): void {
  const names: readonly unknown[] = [buckets].flat()
  if (names.length === 0 || !names.every((name) => typeof name === 'string'))
    throw new TypeError('buckets is a name such as media-1250000000, or a list of names')
}

export function assertFilter(filter: CallbackFilter): void {
  if (typeof filter === 'function') return
  assertOptions(filter, ['jobId', 'tag', 'state', 'event'], 'the filters of callbacks')
  assertOneOf('state', filter.state, ['Success', 'Failed'])
  assertOneOf('event', filter.event, ['TaskFinish', 'WorkflowFinish'])
}

export function assertFailure(count: number, failure: Failure): void {
  if (!Number.isInteger(count) || count < 1)
    throw new TypeError('failNext takes a number of attempts, from 1 on')
  if (failure === 'reset') return
  if (typeof failure !== 'object') throw new TypeError("an attempt fails with { status } or 'reset'")
  assertOptions(failure, ['status'], 'failures')
  const { status } = failure
  if (!Number.isInteger(status) || status < 300 || status > 599)
    throw new TypeError(`an attempt fails with a status from 300 to 599, not ${status}`)
}

function assertOneOf(name: string, value: string | undefined, known: readonly string[]): void {
  if (value !== undefined && !known.includes(value))
    throw new TypeError(`${name} is ${known.join(' or ')}, not ${value}`)
}
