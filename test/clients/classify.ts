import type { Answer } from './answers.ts'
import type { Outcome } from './outcome.ts'

export type Verdict = Pick<Outcome, 'kind' | 'detail'>

/** By what the service answered during a step, and by what the step threw, if it did. `undefined`: it says nothing. */
export type Classifier = (answers: readonly Answer[], thrown?: string) => Verdict | undefined

/** What names something that is not offered: an operation, or another product's host. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['NotImplemented', 'InvalidHost'])

/** Of a demo, which says little itself. What was refused by name excuses whatever came of it. */
export const classifyDemo: Classifier = (answers, thrown) => {
  const { refusals, faults } = sort(answers)
  const worst = faults.filter(({ status }) => status === 'cut' || status >= 500)
  if (worst.length > 0) return { kind: 'failed', detail: tell(worst) }
  if (refusals.length > 0) return { kind: 'refused', detail: tell(refusals) }
  if (faults.length > 0) return { kind: 'failed', detail: tell(faults) }
  if (thrown !== undefined) return { kind: 'failed', detail: thrown }
  return answers.length > 0 ? { kind: 'passed' } : undefined
}

/** Of a test, which throws when it is not content: errors may be what it expects. */
export const classifyTest: Classifier = (answers, thrown) => {
  if (thrown === undefined) return { kind: 'passed' }
  const { refusals, faults } = sort(answers)
  if (refusals.length > 0) return { kind: 'refused', detail: tell(refusals) }
  return { kind: 'failed', detail: [thrown, ...(faults.length > 0 ? [tell(faults)] : [])].join('; ') }
}

export function sort(answers: readonly Answer[]): {
  readonly refusals: readonly Answer[]
  readonly faults: readonly Answer[]
} {
  const refusals = answers.filter(({ code }) => REFUSALS.has(code))
  const faults = answers.filter(
    ({ status, code }) => (status === 'cut' || status >= 400) && !REFUSALS.has(code),
  )
  return { refusals, faults }
}

function tell(answers: readonly Answer[]): string {
  const said = answers.map(
    ({ method, path, status, code = '', reason = '' }) => `${method} ${path}: ${status} ${code} ${reason}`,
  )
  return [...new Set(said)].join('; ')
}
