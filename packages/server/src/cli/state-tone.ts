import type { Tone } from './terminal.ts'

const TONES: Readonly<Record<string, Tone>> = {
  delivered: 'good',
  confirmed: 'good',
  working: 'good',
  pending: 'waiting',
  paused: 'waiting',
  retry: 'waiting',
  failing: 'waiting',
  unknown: 'waiting',
  parked: 'bad',
  dead: 'bad',
  ok: 'good',
  warning: 'waiting',
  failed: 'bad',
  skipped: 'faint',
  Success: 'good',
  Submitted: 'waiting',
  Running: 'waiting',
  Pause: 'waiting',
  Paused: 'waiting',
  Failed: 'bad',
  Cancel: 'faint',
}

/** The colour that a state or an outcome has in every table. */
export const stateTone = (state: string): Tone => TONES[state] ?? 'plain'
