import type { Outcome } from './outcome.ts'

interface Reason {
  /** A group's name begins with it. */
  readonly group: string
  readonly name: RegExp
  /** What such a failure says; any other is still one. */
  readonly detail: RegExp
  readonly why: string
}

/** Failures whose cause was found, and is not the service. */
const REASONS: readonly Reason[] = []

export function excuse(outcome: Outcome): Outcome {
  const { group, name, kind, detail = '' } = outcome
  if (kind !== 'failed') return outcome
  const reason = REASONS.find(
    (known) => group.startsWith(known.group) && known.name.test(name) && known.detail.test(detail),
  )
  return reason ? { ...outcome, kind: 'other', detail: reason.why } : outcome
}
