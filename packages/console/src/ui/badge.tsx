import { t, type MessageKey } from '../i18n/language.ts'

type Tone = 'good' | 'bad' | 'busy' | 'waiting' | 'plain'

const TONES: Readonly<Record<string, Tone>> = {
  Success: 'good',
  delivered: 'good',
  working: 'good',
  reachable: 'good',
  confirmed: 'good',
  Failed: 'bad',
  dead: 'bad',
  failing: 'bad',
  Running: 'busy',
  Done: 'good',
  Submitted: 'waiting',
  pending: 'waiting',
  retry: 'waiting',
  Pause: 'waiting',
  Paused: 'waiting',
  paused: 'waiting',
  parked: 'waiting',
}

/** A state by its name in the language of the page, and by colour. */
export function StateBadge({ state }: { state: string }) {
  return <span class={`badge ${TONES[state] ?? 'plain'}`}>{t(stateKey(state))}</span>
}

const STATES = [
  'Submitted',
  'Running',
  'Success',
  'Failed',
  'Pause',
  'Cancel',
  'pending',
  'paused',
  'parked',
  'delivered',
  'dead',
  'confirmed',
  'retry',
  'unknown',
  'working',
  'reachable',
  'failing',
  'Active',
  'Paused',
  'Done',
  'Stopped',
  'enabled',
  'disabled',
] as const

export function stateKey(state: string): MessageKey {
  const known = STATES.find((name) => name === state)
  return known ? `state.${known}` : 'state.unknown'
}
