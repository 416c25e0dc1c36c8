import type { Outcome } from './outcome.ts'

interface Reason {
  readonly group: RegExp
  readonly name: RegExp
  /** The whole of what such a failure says; any other is still one. */
  readonly detail: RegExp
  readonly why: string
}

const ANY = /^/

/** Failures whose cause was found, and is not the service. */
const REASONS: readonly Reason[] = [
  {
    group: / demo$/,
    name: ANY,
    detail:
      /^(\w+ \S+: 404 (QueueNotFound|TemplateNotFound|ResourceNotFound|NoSuchUpload|NoSuchVersion) [^;]*(; )?)+$/,
    why: 'the demo names something that only its author’s account has',
  },
]

export function excuse(outcome: Outcome): Outcome {
  const { group, name, kind, detail = '' } = outcome
  if (kind !== 'failed') return outcome
  const reason = REASONS.find(
    (known) => known.group.test(group) && known.name.test(name) && known.detail.test(detail),
  )
  return reason ? { ...outcome, kind: 'other', detail: `${reason.why}: ${detail}` } : outcome
}
