import type { Looked, Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import { shownSpan } from '../base/show-span.ts'
import { sleep } from '../base/tasks/wait.ts'

/** From here on the times of leases and logs mislead, ms. */
const WARNING_MS = 5_000
/** Beyond this S3 and the receivers of callbacks refuse signatures, ms. */
const FAILURE_MS = 15 * 60_000

/** One request and its answer can't measure less, ms. */
const PRECISION_MS = 1_000
/** A server that takes longer is left out, ms. */
const TIMEOUT_MS = 4_000

/** Returns the time of a server, ms since 1970; `undefined` without one. */
export type FetchServerTime = (signal: AbortSignal) => Promise<number | undefined>

export interface ClockCheckOptions {
  /** This machine's own. */
  readonly clock: Clock
  /** Servers, by their names in the report. */
  readonly others: Readonly<Record<string, FetchServerTime>>
}

/** Compares this machine's clock with those of the servers. */
export async function checkClock({ clock, others }: ClockCheckOptions, signal: AbortSignal): Promise<Looked> {
  const answers = await Promise.all(
    Object.entries(others).map(async ([name, fetchTime]) => {
      // The checks of the database and the storage report why one does not answer.
      const measured = measureAhead(clock, fetchTime, signal).catch(() => undefined)
      const aheadMs = await Promise.race([measured, sleep(TIMEOUT_MS, signal).then(() => undefined)])
      return aheadMs === undefined ? [] : [{ name, aheadMs }]
    }),
  )
  const compared = answers.flat()
  if (compared.length === 0)
    return { skipped: 'There is no other clock to compare with, or none that answers.' }
  return {
    found: compared.map(({ name, aheadMs }) => `${describeDifference(aheadMs)} the ${name}`).join(', '),
    figures: Object.fromEntries(
      compared.map(({ name, aheadMs }) => [`aheadOf${capitalize(name)}Ms`, aheadMs]),
    ),
    problems: compared.flatMap(({ name, aheadMs }) => toProblems(name, aheadMs)),
  }
}

/** How far this clock is ahead of a server's, ms: the answer has the time at the middle of the request. */
async function measureAhead(
  clock: Clock,
  fetchTime: FetchServerTime,
  signal: AbortSignal,
): Promise<number | undefined> {
  const startedAt = clock.now()
  const time = await fetchTime(signal)
  return time === undefined ? undefined : Math.round((startedAt + clock.now()) / 2 - time)
}

function toProblems(name: string, aheadMs: number): Problem[] {
  const difference = Math.abs(aheadMs)
  if (difference < WARNING_MS) return []
  return [
    {
      state: difference < FAILURE_MS ? 'warning' : 'failed',
      what: `The clock of this machine is ${describeDifference(aheadMs)} that of the ${name}.`,
      advice: 'Let NTP set both clocks (timedatectl set-ntp true).',
    },
  ]
}

function describeDifference(aheadMs: number): string {
  const difference = Math.abs(aheadMs)
  if (difference < PRECISION_MS) return `within ${shownSpan(PRECISION_MS)} of`
  return `${shownSpan(difference)} ${aheadMs < 0 ? 'behind' : 'ahead of'}`
}

const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
