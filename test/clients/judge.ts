import type { Answer } from './answers.ts'
import type { Outcome } from './outcome.ts'

type Verdict = Pick<Outcome, 'kind' | 'detail'>

/** What names something that is not offered: an operation, or another product's host. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['NotImplemented', 'InvalidHost'])

/**
 * Of a demo, which says little itself: by what it was answered, and by what it threw, if it did.
 * What was refused by name excuses whatever came of it.
 */
export function judge(answers: readonly Answer[], thrown?: string): Verdict {
  const refusals = answers.filter(({ code }) => REFUSALS.has(code))
  const faults = answers.filter(
    ({ status, code }) => (status === 'cut' || status >= 400) && !REFUSALS.has(code),
  )
  const worst = faults.filter(({ status }) => status === 'cut' || status >= 500)
  if (worst.length > 0) return { kind: 'failed', detail: tell(worst) }
  if (refusals.length > 0) return { kind: 'refused', detail: tell(refusals) }
  if (faults.length > 0) return { kind: 'failed', detail: tell(faults) }
  if (thrown !== undefined) return { kind: 'failed', detail: thrown }
  return answers.length > 0 ? { kind: 'passed' } : { kind: 'failed', detail: 'it sent nothing' }
}

function tell(answers: readonly Answer[]): string {
  const said = answers.map(
    ({ method, path, status, code = '', reason = '' }) => `${method} ${path}: ${status} ${code} ${reason}`,
  )
  return [...new Set(said)].join('; ')
}
