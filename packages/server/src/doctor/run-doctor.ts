import { runChecks, type Check, type Diagnosis } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { CHECKS } from './checks.ts'
import type { CheckContext, DoctorContext, DoctorOptions } from './doctor-context.ts'

/** No check takes longer unless something hangs, ms. */
const LIMIT_MS = 10_000

export interface RunDoctorOptions extends DoctorOptions {
  /** For each check, ms. */
  readonly limitMs?: number
  /** Instead of all. */
  readonly checks?: readonly Check<CheckContext>[]
}

/** Runs the checks. Never rejects. */
export function runDoctor(
  context: DoctorContext,
  { limitMs = LIMIT_MS, checks = CHECKS, ...options }: RunDoctorOptions,
  signal: AbortSignal,
): Promise<Diagnosis> {
  return runChecks(checks, { ...context, ...options }, { clock: systemClock, limitMs }, signal)
}

/** Runs the checks of one set-up, once at a time: a second call meanwhile returns `undefined`. */
export function createDoctor(context: DoctorContext) {
  let isBusy = false
  return async (options: DoctorOptions, signal: AbortSignal): Promise<Diagnosis | undefined> => {
    if (isBusy) return undefined
    isBusy = true
    try {
      return await runDoctor(context, options, signal)
    } finally {
      isBusy = false
    }
  }
}
