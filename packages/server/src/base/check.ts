import type { Clock } from './clock.ts'
import { describeRefusal } from './outages/file-refusals.ts'

export const CHECK_STATES = ['ok', 'warning', 'failed', 'skipped'] as const
export type CheckState = (typeof CHECK_STATES)[number]

/** What a problem is about, for programs that tell it in words of their own. */
export interface Subject {
  readonly kind: string
  /** How many are concerned. */
  readonly count?: number
  /** Of the one that is concerned. */
  readonly name?: string
  /** ISO 8601 */
  readonly since?: string
  /** Of what is sent to a receiver: only what this bucket sends. */
  readonly bucket?: string | undefined
  /** What was said when it last failed. */
  readonly reason?: string
  /** How many callbacks wait for it. */
  readonly waiting?: number
}

/** Something that is not as it should be, in a sentence, and one sentence of what to do about it. */
export interface Problem {
  readonly state: 'warning' | 'failed'
  readonly what: string
  readonly advice: string
  readonly about?: Subject
}

export const isoSince = (ms: number): string => new Date(ms).toISOString()

export type Figures = Readonly<Record<string, string | number | boolean>>

/** What a check found: a line for people, and the same as values for programs (their names contain the units). */
export interface Finding {
  readonly found: string
  readonly figures: Figures
  readonly problems: readonly Problem[]
}

/** `skipped`: why there was nothing to look at, as a sentence. */
export type Looked = Finding | { readonly skipped: string }

/** One look at a part of a set-up. It leaves everything as it was. */
export interface Check<S> {
  readonly name: string
  /** The check that must not fail before this one can say anything. It stands earlier in the list. */
  readonly needs?: string
  /** What to do when it throws or does not finish in time. */
  readonly advice: string
  /** Ms; that of the runner when absent. */
  readonly limitMs?: number
  /** Throws what it can't put in words itself: that is a failure with the error's message. */
  run(subject: S, signal: AbortSignal): Promise<Looked> | Looked
}

export interface CheckResult extends Finding {
  readonly name: string
  readonly state: CheckState
  readonly ms: number
}

/** What all checks found, and the worst of their states. */
export interface Diagnosis {
  readonly state: 'ok' | 'warning' | 'failed'
  readonly checks: readonly CheckResult[]
}

export interface RunOptions {
  readonly clock: Clock
  /** For each check, ms. */
  readonly limitMs: number
}

/** All checks side by side, each behind the one that it needs. Never rejects, and hangs for no check that does. */
export async function runChecks<S>(
  checks: readonly Check<S>[],
  subject: S,
  options: RunOptions,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const results = new Map<string, Promise<CheckResult>>()
  for (const check of checks) {
    const needed = check.needs === undefined ? undefined : results.get(check.needs)
    results.set(
      check.name,
      runAfter(needed, () => runCheck(check, subject, options, signal), check.name),
    )
  }
  return diagnosisOf(await Promise.all(results.values()))
}

export function diagnosisOf(checks: readonly CheckResult[]): Diagnosis {
  return { state: worstState(checks.map(({ state }) => state)), checks }
}

function worstState(states: readonly CheckState[]): 'ok' | 'warning' | 'failed' {
  if (states.includes('failed')) return 'failed'
  return states.includes('warning') ? 'warning' : 'ok'
}

export function skippedCheck(name: string, why: string): CheckResult {
  return { name, state: 'skipped', ms: 0, found: why, figures: {}, problems: [] }
}

async function runAfter(
  needed: Promise<CheckResult> | undefined,
  run: () => Promise<CheckResult>,
  name: string,
): Promise<CheckResult> {
  const before = await needed
  if (before?.state === 'skipped') return skippedCheck(name, `See the check "${before.name}".`)
  if (before?.state === 'failed')
    return skippedCheck(name, `The check "${before.name}" has to succeed first.`)
  return run()
}

async function runCheck<S>(
  check: Check<S>,
  subject: S,
  { clock, limitMs }: RunOptions,
  signal: AbortSignal,
): Promise<CheckResult> {
  const began = clock.monotonic()
  const looked = await look(check, subject, check.limitMs ?? limitMs, signal)
  const ms = Math.round(clock.monotonic() - began)
  if ('skipped' in looked) return { ...skippedCheck(check.name, looked.skipped), ms }
  return { ...looked, name: check.name, state: worstState(looked.problems.map(({ state }) => state)), ms }
}

async function look<S>(check: Check<S>, subject: S, limitMs: number, signal: AbortSignal): Promise<Looked> {
  const broken = (what: string): Finding => ({
    found: '',
    figures: {},
    problems: [{ state: 'failed', what, advice: check.advice }],
  })
  const ending = new AbortController()
  const { promise: cut, resolve } = Promise.withResolvers<Finding>()
  const end = (what: string): void => {
    resolve(broken(what))
    ending.abort(new Error(what))
  }
  const stop = (): void => end('The check was broken off.')
  const timer = setTimeout(() => end(`There was no answer within ${limitMs / 1_000} s.`), limitMs)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const looking = (async () => check.run(subject, ending.signal))()
    return await Promise.race([looking.catch((error: unknown) => broken(sentenceOf(error))), cut])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    ending.abort()
  }
}

/** An error's message as a sentence; one of several addresses tried has none of its own. */
export function sentenceOf(error: unknown): string {
  const text = textOf(error)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const nested: unknown[] = error instanceof AggregateError ? error.errors : []
  const text = nested.length > 0 ? nested.map(textOf).join('; ') : (describeRefusal(error) ?? error.message)
  return text === '' ? error.name : text
}
