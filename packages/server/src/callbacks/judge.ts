import { retryPause } from './retry-schedule.ts'
import type { Answered, Failed, FailureCause } from './transports/transport.ts'

/** What follows from an attempt. */
export type Verdict =
  | { readonly outcome: 'delivered' }
  | {
      readonly outcome: 'retry'
      readonly cause: FailureCause
      readonly detail: string
      /** From the end of the attempt, in ms. */
      readonly pauseMs: number
    }
  | { readonly outcome: 'dead'; readonly cause: FailureCause; readonly detail: string }

/**
 * A 2xx status line acknowledges, even when the body breaks off later; anything else is tried again while the schedule
 * has a pause left. `attempt` counts from 1, `dice` is in [0, 1).
 */
export function judge(answer: Answered | Failed, attempt: number, dice: number): Verdict {
  const failure = failureOf(answer)
  if (!failure) return { outcome: 'delivered' }
  const pauseMs = retryPause(attempt, dice)
  return pauseMs === undefined ? { outcome: 'dead', ...failure } : { outcome: 'retry', ...failure, pauseMs }
}

function failureOf(answer: Answered | Failed): { cause: FailureCause; detail: string } | undefined {
  if (answer.kind === 'failed') return { cause: answer.cause, detail: answer.detail }
  if (answer.status >= 200 && answer.status <= 299) return undefined
  const redirect = answer.status >= 300 && answer.status <= 399
  const detail = `answered ${answer.status}${redirect ? '; redirects are not followed' : ''}`
  return { cause: 'status', detail }
}
