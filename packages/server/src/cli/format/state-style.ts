import type { Style } from '../terminal.ts'

const STYLES: Readonly<Record<string, Style>> = {
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
export const stateStyle = (state: string): Style => STYLES[state] ?? 'plain'
