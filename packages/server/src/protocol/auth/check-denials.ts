import { parseAccessPolicy, policyError, type AccessPolicy, type Statement } from './access-policy.ts'
import { ACTIONS, type Action } from './actions.ts'
import { matchesPattern } from './is-allowed.ts'
import { ABSENT_ACTIONS, OTHER_NAMES } from './vendor-actions.ts'

/** Throws InvalidPolicyDocument for the policy, as JSON, of a key that is to be made, if it would not mean what it says. */
export function assertNewPolicy(text: string): void {
  assertEffectiveDenials(parseAccessPolicy(text))
}

/**
 * Throws InvalidPolicyDocument for a deny without effect. A mistake in an allow grants less than was meant, a mistake
 * in a deny grants more. It is checked only when a key is created: existing keys keep their meaning.
 */
export function assertEffectiveDenials({ statements }: AccessPolicy): void {
  for (const statement of statements) {
    if (statement.effect === 'deny')
      statement.actions.forEach((pattern) => assertEffectiveDenial(pattern, statement))
  }
}

function assertEffectiveDenial(pattern: string, { actions, resources }: Statement): void {
  const shown = JSON.stringify(pattern.slice(0, 100))
  const matches = (action: string): boolean => matchesPattern(pattern, action)
  const here = ACTIONS.filter(matches)
  const elsewhere = here.length === 0 ? namesHere(matches) : []
  const missed = elsewhere.filter((ours) => !actions.some((other) => matchesPattern(other, ours)))
  if (missed.length > 0) {
    throw policyError(
      `a deny has the action ${shown}, which would deny nothing: it is called ${missed.join(', ')} here`,
    )
  }
  if (elsewhere.length > 0) return
  const known = [...here, ...ABSENT_ACTIONS.filter(matches)]
  if (known.length === 0) {
    throw policyError(`a deny has the action ${shown}, which neither this service nor the vendor knows`)
  }
  const meets = (action: string): boolean =>
    resources.some(({ service }) => service === '*' || action.startsWith(`${service}:`))
  if (known.some(meets)) return
  throw policyError(`a deny of ${shown} would deny nothing: none of its resources is of that service`)
}

function namesHere(matches: (name: string) => boolean): readonly Action[] {
  const found = [...OTHER_NAMES].filter(([name]) => matches(name)).map(([, ours]) => ours)
  return [...new Set(found)]
}
