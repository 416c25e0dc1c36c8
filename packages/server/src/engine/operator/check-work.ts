import { minuteOf } from '../../activity/minutes.ts'
import { sumEvents } from '../../activity/store.ts'
import type { Finding } from '../../base/check.ts'
import { shownSpan } from '../../base/show-span.ts'
import { countOpen } from '../../callbacks/operator/count-open.ts'
import { countWaiting } from '../../callbacks/endpoints/count-waiting.ts'
import { readHealth } from '../../callbacks/endpoints/endpoint-store.ts'
import type { Queryable } from '../../db/database.ts'
import { readLeases, readWaitingQueues } from './work-state.ts'
import { problemsOfProcesses, problemsOfWork, type Work } from './work-problems.ts'

/** Minutes. */
const HOUR = 60
/** Of a longer queue the callbacks that are due first are enough to say how urgent it is. */
const MOST_WAITING_COUNTED = 10_000
const NONE: ReadonlyMap<string, number> = new Map()

export interface WorkCheckOptions {
  readonly db: Queryable
  /** By the clock that all processes use, ms since 1970. */
  readonly now: number
  /** False where no process can be at work, so that it is no wonder when nothing is done. */
  readonly someoneWorks: boolean
}

/** Checks by the leases whether a process runs the jobs and sends the callbacks, and what waits for an operator. */
export async function checkWork({ db, now, someoneWorks }: WorkCheckOptions): Promise<Finding> {
  const receivers = [...(await readHealth(db)).values()]
  const work = {
    queues: await readWaitingQueues(db, now),
    leases: await readLeases(db, now),
    open: await countOpen(db),
    receivers,
    // Only what names a receiver needs them.
    waiting: receivers.length === 0 ? NONE : (await countWaiting(db, MOST_WAITING_COUNTED)).byScope,
    ended: await countEndedJobs(db, now),
  }
  return {
    ...describe(work, now),
    problems: [...(someoneWorks ? problemsOfProcesses(work, now) : []), ...problemsOfWork(work, now)],
  }
}

async function countEndedJobs(db: Queryable, now: number): Promise<Work['ended']> {
  const sums = await sumEvents(db, { since: minuteOf(now) - HOUR, series: ['jobs_succeeded', 'jobs_failed'] })
  return { succeeded: sums.get('jobs_succeeded') ?? 0, failed: sums.get('jobs_failed') ?? 0 }
}

function describe({ queues, leases, open }: Work, now: number): Omit<Finding, 'problems'> {
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0)
  const oldestAt = queues.length === 0 ? undefined : Math.min(...queues.map((queue) => queue.oldestAt))
  const { pending, oldestPendingAt, parked, dead } = open.callbacks
  const sending = (leases.senderUntil ?? 0) > now
  const since = (at: number | null | undefined): string =>
    at == null ? '' : ` (the oldest for ${shownSpan(now - at)})`
  const age = (name: string, at: number | null | undefined): Record<string, number> =>
    at == null ? {} : { [name]: Math.round((now - at) / 1_000) }
  return {
    found:
      `${leases.running} jobs run, ${waiting} wait${since(oldestAt)}; ${pending} callbacks wait${since(oldestPendingAt)}, ` +
      `${parked} parked, ${dead} dead; ${sending ? 'a process is sending' : 'nothing is being sent'}`,
    figures: {
      running: leases.running,
      lapsed: leases.lapsed,
      waiting,
      ...age('oldestWaitingS', oldestAt),
      ...age('lastClaimS', leases.lastClaimAt),
      pending,
      ...age('oldestPendingS', oldestPendingAt),
      parked,
      dead,
      sending,
    },
  }
}
