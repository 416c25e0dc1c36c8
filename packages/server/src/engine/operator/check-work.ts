import type { Finding, Problem } from '../../base/check.ts'
import { shownSpan } from '../../base/show-span.ts'
import { countOpen, type OpenCounts } from '../../callbacks/operator/count-open.ts'
import type { ScopeHealth } from '../../callbacks/endpoints/endpoint-store.ts'
import { listParked } from '../../callbacks/endpoints/list-parked.ts'
import type { Queryable } from '../../db/database.ts'
import { readLeases, readWaitingQueues, type LeaseState, type WaitingQueue } from './work-state.ts'

/** A process that lives claims, renews and sends within seconds, ms. */
const ALIVE_MS = 30_000
/** A callback that waits for so long has failed a few times, ms. */
const LONG_PENDING_MS = 3_600_000
/** The most queues and endpoints with problems that are named. */
const MOST_NAMED = 5

const START_WORKER =
  'Start "lemnis worker", or "lemnis serve" without --no-worker; --queues must not leave it out.'
const START_SENDER = 'Start "lemnis serve".'

export interface WorkCheckOptions {
  readonly db: Queryable
  /** By the clock that all processes use, ms since 1970. */
  readonly now: number
  /** False where no process can be at work, so that it is no wonder when nothing is done. */
  readonly someoneWorks: boolean
}

interface Work {
  readonly queues: readonly WaitingQueue[]
  readonly leases: LeaseState
  readonly open: OpenCounts
  readonly parked: readonly ScopeHealth[]
}

/** Checks by the leases whether a process runs the jobs and sends the callbacks, and what waits for an operator. */
export async function checkWork({ db, now, someoneWorks }: WorkCheckOptions): Promise<Finding> {
  const work = {
    queues: await readWaitingQueues(db, now),
    leases: await readLeases(db, now),
    open: await countOpen(db),
    parked: await listParked(db, MOST_NAMED),
  }
  return {
    ...describe(work, now),
    problems: [
      ...(someoneWorks ? [...deadWorkers(work, now), ...deadSender(work, now)] : []),
      ...pausedQueues(work),
      ...oldCallbacks(work, now),
      ...parkedEndpoints(work),
    ],
  }
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

function deadWorkers({ queues, leases }: Work, now: number): Problem[] {
  const longAgo = now - ALIVE_MS
  const lapsed: Problem[] =
    leases.oldestLapsedAt === null || leases.oldestLapsedAt >= longAgo
      ? []
      : [
          {
            state: 'failed',
            what: `${leases.lapsed} jobs run on workers that gave no sign of life for ${shownSpan(now - leases.oldestLapsedAt)}, and nobody takes them back.`,
            advice: START_WORKER,
          },
        ]
  const unclaimed = queues.filter(
    ({ state, running, oldestAt, claimedAt }) =>
      state === 'Active' && running === 0 && oldestAt < longAgo && claimedAt < longAgo,
  )
  return [
    ...lapsed,
    ...unclaimed.slice(0, MOST_NAMED).map(({ id, waiting, oldestAt }): Problem => ({
      state: 'warning',
      what: `${waiting} jobs wait in the queue ${id}, the oldest for ${shownSpan(now - oldestAt)}, and nobody claims them.`,
      advice: START_WORKER,
    })),
  ]
}

function deadSender({ leases }: Work, now: number): Problem[] {
  const { oldestDueAt, senderUntil } = leases
  if (oldestDueAt === null || oldestDueAt >= now - ALIVE_MS) return []
  if ((senderUntil ?? 0) >= now - ALIVE_MS) return []
  return [
    {
      state: 'failed',
      what: `Callbacks are due for ${shownSpan(now - oldestDueAt)}, and no process sends them.`,
      advice: START_SENDER,
    },
  ]
}

function pausedQueues({ queues }: Work): Problem[] {
  return queues
    .filter(({ state }) => state === 'Paused')
    .slice(0, MOST_NAMED)
    .map(({ id, waiting }) => ({
      state: 'warning',
      what: `The queue ${id} is paused, and ${waiting} jobs wait in it.`,
      advice: `Let it go on with "lemnis queues set ${id} --state Active".`,
    }))
}

function oldCallbacks({ open }: Work, now: number): Problem[] {
  const { oldestPendingAt } = open.callbacks
  if (oldestPendingAt === null || now - oldestPendingAt < LONG_PENDING_MS) return []
  return [
    {
      state: 'warning',
      what: `A callback is undelivered for ${shownSpan(now - oldestPendingAt)}.`,
      advice: 'See why with "lemnis endpoints list" and "lemnis callbacks list --state pending".',
    },
  ]
}

/** Paths may hold secrets: of an address, the endpoint and the bucket are named, and resuming these opens it too. */
function parkedEndpoints({ parked }: Work): Problem[] {
  return parked.map(({ scope: { endpoint, bucketName, address }, health: { reason } }) => {
    const what = address === undefined ? `The endpoint ${endpoint}` : `An address of ${endpoint}`
    const whose = bucketName === undefined ? '' : ` for the bucket ${bucketName}`
    const narrowed = bucketName === undefined ? '' : ` --bucket ${bucketName}`
    return {
      state: 'warning',
      what: `${what} is parked${whose}: ${reason}.`,
      advice: `When it is well again, run "lemnis endpoints resume ${endpoint}${narrowed}".`,
    }
  })
}
