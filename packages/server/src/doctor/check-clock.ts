import type { Looked, Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import { shownSpan } from '../base/show-span.ts'
import { sleep } from '../base/wait.ts'

/** Times of leases and logs begin to mislead, ms. */
const FAR_MS = 5_000
/** Signatures, of S3 as of callbacks' receivers and of clients, are refused beyond it, ms. */
const TOO_FAR_MS = 15 * 60_000

/** Less can't be told by a question and its answer, ms. */
const CERTAIN_MS = 1_000
/** Who takes longer is not asked, ms. */
const ASK_MS = 4_000

/** Asks for the time, ms since 1970; `undefined` where there is none to ask. */
export type AskTime = (signal: AbortSignal) => Promise<number | undefined>

export interface ClockCheckOptions {
  /** This machine's own. */
  readonly clock: Clock
  readonly others: Readonly<Record<string, AskTime>>
}

/** Compares this machine's clock with the others of the set-up. */
export async function checkClock({ clock, others }: ClockCheckOptions, signal: AbortSignal): Promise<Looked> {
  const asked = await Promise.all(
    Object.entries(others).map(async ([name, ask]) => {
      const answered = aheadOf(clock, ask, signal).catch(() => undefined)
      // Why somebody does not answer is for the check of the database, or of the storage, to tell.
      const aheadMs = await Promise.race([answered, sleep(ASK_MS, signal).then(() => undefined)])
      return aheadMs === undefined ? [] : [{ name, aheadMs }]
    }),
  )
  const compared = asked.flat()
  if (compared.length === 0)
    return { skipped: 'There is no other clock to compare with, or none that answers.' }
  return {
    found: compared.map(({ name, aheadMs }) => `${differenceOf(aheadMs)} the ${name}`).join(', '),
    figures: Object.fromEntries(compared.map(({ name, aheadMs }) => [`aheadOf${capital(name)}Ms`, aheadMs])),
    problems: compared.flatMap(({ name, aheadMs }) => farApart(name, aheadMs)),
  }
}

/** How far this clock is ahead of another one, ms: the answer tells the time of the middle of the question. */
async function aheadOf(clock: Clock, ask: AskTime, signal: AbortSignal): Promise<number | undefined> {
  const began = clock.now()
  const time = await ask(signal)
  return time === undefined ? undefined : Math.round((began + clock.now()) / 2 - time)
}

function farApart(name: string, aheadMs: number): Problem[] {
  const far = Math.abs(aheadMs)
  if (far < FAR_MS) return []
  return [
    {
      state: far < TOO_FAR_MS ? 'warning' : 'failed',
      what: `The clock of this machine is ${differenceOf(aheadMs)} that of the ${name}.`,
      advice: 'Let NTP set both clocks (timedatectl set-ntp true).',
    },
  ]
}

function differenceOf(aheadMs: number): string {
  const far = Math.abs(aheadMs)
  if (far < CERTAIN_MS) return `within ${shownSpan(CERTAIN_MS)} of`
  return `${shownSpan(far)} ${aheadMs < 0 ? 'behind' : 'ahead of'}`
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
