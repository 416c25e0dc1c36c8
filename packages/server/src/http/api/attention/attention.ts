import { attentionSchema, FINDING_KINDS, type FindingJson } from '../../../api-schemas/attention.ts'
import type { CheckResult, Problem } from '../../../base/check.ts'
import { noQuery, readRoute } from '../route.ts'

const attentionRoute = readRoute({
  path: '/attention',
  summary:
    'What needs somebody, the worst first: what the doctor finds without asking other machines, and what goes wrong with ' +
    'jobs and callbacks. Of one kind at most five are named.',
  query: noQuery,
  answer: attentionSchema,
  async handle({ inspect }) {
    const findings = (await inspect()).flatMap((check) => check.problems.map((one) => toFinding(check, one)))
    return { findings: inOrder(withoutRepeats(findings)) }
  },
})

function toFinding({ name: checkName }: CheckResult, { state, what, advice, about }: Problem): FindingJson {
  const kind = FINDING_KINDS.find((each) => each === about?.kind)
  return {
    kind: kind ?? 'check',
    severity: state === 'failed' ? 'error' : 'warning',
    count: about?.count ?? null,
    name: kind === undefined ? checkName : (about?.name ?? null),
    since: about?.since ?? null,
    bucket: about?.bucket ?? null,
    reason: about?.reason ?? null,
    waiting: about?.waiting ?? null,
    what,
    advice,
  }
}

/** A problem with many subjects, such as damaged blobs, is told once with their count. */
function withoutRepeats(findings: readonly FindingJson[]): readonly FindingJson[] {
  const seen = new Set<string>()
  return findings.filter(({ kind, name, count, what }) => {
    const key = JSON.stringify(kind === 'blobs_damaged' ? [kind] : [kind, name, count, what])
    return !seen.has(key) && seen.add(key)
  })
}

/** Within a severity in the order of the kinds. */
function inOrder(findings: readonly FindingJson[]): FindingJson[] {
  const rank = ({ severity, kind }: FindingJson): number =>
    (severity === 'error' ? 0 : FINDING_KINDS.length) + FINDING_KINDS.indexOf(kind)
  return findings.toSorted((one, other) => rank(one) - rank(other))
}

export const attentionRoutes = [attentionRoute]
