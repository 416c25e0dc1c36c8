import type { AttemptJson, CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'

/** What an attempt of a callback says is to come holds only while the callback is in that state. */
const HOLDS_WHILE: Readonly<Record<string, readonly CallbackJson['state'][]>> = {
  retry: ['pending', 'paused'],
  parked: ['parked'],
  dead: ['dead'],
}

/** The state to show of an attempt: one that another followed has just failed. */
export function stateOfAttempt(
  { number, outcome }: Pick<AttemptJson, 'number' | 'outcome'>,
  { state, attempts }: Pick<CallbackJson, 'state' | 'attempts'>,
): string {
  const states = HOLDS_WHILE[outcome]
  if (states === undefined) return outcome
  return number === attempts && states.includes(state) ? outcome : 'Failed'
}
