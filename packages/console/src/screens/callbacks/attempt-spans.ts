import type { AttemptJson } from '../../../../server/src/api-schemas/callbacks.ts'

/** The steps of an attempt, in order. */
const STEPS = ['dnsMs', 'connectMs', 'tlsMs', 'firstByteMs'] as const

export interface AttemptSpan {
  readonly step: (typeof STEPS)[number]
  /** From the start of the attempt. */
  readonly fromMs: number
  readonly ms: number
}

/** When each step of an attempt began, and how long it took; steps that were not needed are left out. */
export function spansOf(timings: AttemptJson['timings']): readonly AttemptSpan[] {
  const spans: AttemptSpan[] = []
  let fromMs = 0
  for (const step of STEPS) {
    const given = timings[step]
    if (given === null) continue
    // The time of the first byte counts from the start of the attempt, and contains the steps before.
    const ms = step === 'firstByteMs' ? Math.max(0, given - fromMs) : given
    spans.push({ step, fromMs, ms })
    fromMs += ms
  }
  return spans
}
