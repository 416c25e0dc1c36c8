import { runChecks, type Check, type Diagnosis } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { CHECKS } from './checks.ts'
import type { ExamineWanted, Patient, Subject } from './patient.ts'

/** What no check needs unless something hangs, ms. */
const LIMIT_MS = 10_000

export interface ExamineOptions extends ExamineWanted {
  /** For each check, ms. */
  readonly limitMs?: number
  readonly checks?: readonly Check<Subject>[]
}

/** Runs every check, unless some are named. Never rejects. */
export function examine(
  patient: Patient,
  { limitMs = LIMIT_MS, checks = CHECKS, ...wanted }: ExamineOptions,
  signal: AbortSignal,
): Promise<Diagnosis> {
  return runChecks(checks, { ...patient, ...wanted }, { clock: systemClock, limitMs }, signal)
}

/** Examines one patient, once at a time: a second one who asks meanwhile is given `undefined`. */
export function createDoctor(patient: Patient) {
  let isBusy = false
  return async (wanted: ExamineWanted, signal: AbortSignal): Promise<Diagnosis | undefined> => {
    if (isBusy) return undefined
    isBusy = true
    try {
      return await examine(patient, wanted, signal)
    } finally {
      isBusy = false
    }
  }
}
