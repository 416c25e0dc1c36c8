import { isoSince, type Problem, type Subject } from '../../base/check.ts'
import { shownSpan } from '../../base/show-span.ts'
import type { OpenCounts } from '../../callbacks/operator/count-open.ts'
import type { ScopeHealth } from '../../callbacks/endpoints/endpoint-store.ts'
import { scopeKey } from '../../callbacks/scope.ts'
import type { LeaseState, WaitingQueue } from './work-state.ts'

/** A process that lives claims, renews and sends within seconds, ms. */
const ALIVE_MS = 30_000
/** A callback that waits for so long has failed a few times, and a job would run elsewhere by then, ms. */
const LONG_WAITING_MS = 3_600_000
/** One failed attempt is tried again within seconds, and may be a restart. */
const FEWEST_FAILURES = 2
/** With long pauses between attempts, one failed attempt for so long is enough, ms. */
const LONG_FAILING_MS = 60_000
/** Fewer jobs that failed say little of the others. */
const FEWEST_FAILED = 5
const LARGE_SHARE = 0.2
/** The most queues and endpoints with problems that are named. */
const MOST_NAMED = 5

const START_WORKER =
  'Start "lemnis worker", or "lemnis serve" without --no-worker; --queues must not leave it out.'
const START_SENDER = 'Start "lemnis serve".'

export interface Work {
  readonly queues: readonly WaitingQueue[]
  readonly leases: LeaseState
  readonly open: OpenCounts
  /** Those that do not work. */
  readonly receivers: readonly ScopeHealth[]
  /** How many callbacks wait for these, by the keys of their scopes. */
  readonly waiting: ReadonlyMap<string, number>
  /** Jobs that ended within the last hour. */
  readonly ended: { readonly succeeded: number; readonly failed: number }
}

/** What a process that is gone has left undone. */
export function problemsOfProcesses(work: Work, now: number): readonly Problem[] {
  return [...lostWorkers(work, now), ...unclaimedQueues(work, now), ...missingSender(work, now)]
}

/** What waits for an operator, or goes wrong again and again. */
export function problemsOfWork(work: Work, now: number): readonly Problem[] {
  return [
    ...failingJobs(work),
    ...pausedQueues(work),
    ...lateQueues(work, now),
    ...lateCallbacks(work, now),
    ...parkedReceivers(work),
    ...failingReceivers(work, now),
    ...deadCallbacks(work),
  ]
}

function lostWorkers({ leases: { lapsed, oldestLapsedAt } }: Work, now: number): Problem[] {
  if (oldestLapsedAt === null || oldestLapsedAt >= now - ALIVE_MS) return []
  return [
    {
      state: 'failed',
      what: `${lapsed} jobs run on workers that gave no sign of life for ${shownSpan(now - oldestLapsedAt)}, and nobody takes them back.`,
      advice: START_WORKER,
      about: { kind: 'workers_lost', count: lapsed, since: isoSince(oldestLapsedAt) },
    },
  ]
}

const isUnclaimed = ({ state, running, oldestAt, claimedAt }: WaitingQueue, now: number): boolean =>
  state === 'Active' && running === 0 && Math.max(oldestAt, claimedAt) < now - ALIVE_MS

function unclaimedQueues({ queues }: Work, now: number): Problem[] {
  return queues
    .filter((queue) => isUnclaimed(queue, now))
    .slice(0, MOST_NAMED)
    .map(({ id, waiting, oldestAt }) => ({
      state: 'warning',
      what: `${waiting} jobs wait in the queue ${id}, the oldest for ${shownSpan(now - oldestAt)}, and nobody claims them.`,
      advice: START_WORKER,
      about: { kind: 'queue_unclaimed', name: id, count: waiting, since: isoSince(oldestAt) },
    }))
}

function missingSender({ leases: { oldestDueAt, senderUntil } }: Work, now: number): Problem[] {
  if (oldestDueAt === null || oldestDueAt >= now - ALIVE_MS) return []
  if ((senderUntil ?? 0) >= now - ALIVE_MS) return []
  return [
    {
      state: 'failed',
      what: `Callbacks are due for ${shownSpan(now - oldestDueAt)}, and no process sends them.`,
      advice: START_SENDER,
      about: { kind: 'sender_missing', since: isoSince(oldestDueAt) },
    },
  ]
}

function failingJobs({ ended: { succeeded, failed } }: Work): Problem[] {
  if (failed < FEWEST_FAILED || failed < LARGE_SHARE * (succeeded + failed)) return []
  return [
    {
      state: 'warning',
      what: `${failed} of the ${succeeded + failed} jobs that ended within an hour failed.`,
      advice: 'See why with "lemnis jobs list --state Failed".',
      about: { kind: 'jobs_failing', count: failed },
    },
  ]
}

function pausedQueues({ queues }: Work): Problem[] {
  return queues
    .filter(({ state }) => state === 'Paused')
    .slice(0, MOST_NAMED)
    .map(({ id, waiting, oldestAt }) => ({
      state: 'warning',
      what: `The queue ${id} is paused, and ${waiting} jobs wait in it.`,
      advice: `Let it go on with "lemnis queues set ${id} --state Active".`,
      about: { kind: 'queue_paused', name: id, count: waiting, since: isoSince(oldestAt) },
    }))
}

function lateQueues({ queues }: Work, now: number): Problem[] {
  return queues
    .filter(({ state, oldestAt }) => state === 'Active' && now - oldestAt >= LONG_WAITING_MS)
    .filter((queue) => !isUnclaimed(queue, now))
    .slice(0, MOST_NAMED)
    .map(({ id, waiting, oldestAt }) => ({
      state: 'warning',
      what: `${waiting} jobs wait in the queue ${id}, the oldest for ${shownSpan(now - oldestAt)}.`,
      advice: 'Add workers, or let more of its jobs run at once with "lemnis queues set".',
      about: { kind: 'queue_late', name: id, count: waiting, since: isoSince(oldestAt) },
    }))
}

function lateCallbacks({ open: { callbacks } }: Work, now: number): Problem[] {
  const { oldestPendingAt, pending } = callbacks
  if (oldestPendingAt === null || now - oldestPendingAt < LONG_WAITING_MS) return []
  return [
    {
      state: 'warning',
      what: `A callback is undelivered for ${shownSpan(now - oldestPendingAt)}.`,
      advice: 'See why with "lemnis endpoints list" and "lemnis callbacks list --state pending".',
      about: { kind: 'callbacks_late', count: pending, since: isoSince(oldestPendingAt) },
    },
  ]
}

/** The first that failed come first. */
const byTime = (a: ScopeHealth, b: ScopeHealth): number =>
  a.health.since - b.health.since || (scopeKey(a.scope) < scopeKey(b.scope) ? -1 : 1)

/** Paths may hold secrets: of an address, the endpoint and the bucket are named, and resuming these opens it too. */
function shownScope({ scope: { endpoint, bucketName, address } }: ScopeHealth) {
  return {
    what: address === undefined ? `The endpoint ${endpoint}` : `An address of ${endpoint}`,
    whose: bucketName === undefined ? '' : ` for the bucket ${bucketName}`,
    narrowed: bucketName === undefined ? '' : ` --bucket ${bucketName}`,
  }
}

/** The part of a subject that receivers have in common. */
function subjectOf({ waiting }: Work, { scope, health }: ScopeHealth): Omit<Subject, 'kind'> {
  return {
    name: scope.endpoint,
    since: isoSince(health.since),
    bucket: scope.bucketName,
    reason: health.reason,
    waiting: waiting.get(scopeKey(scope)) ?? 0,
  }
}

function parkedReceivers(work: Work): Problem[] {
  return work.receivers
    .filter(({ health }) => health.state === 'parked')
    .sort(byTime)
    .slice(0, MOST_NAMED)
    .map((receiver) => {
      const { what, whose, narrowed } = shownScope(receiver)
      const { endpoint } = receiver.scope
      const { reason } = receiver.health
      return {
        state: 'warning',
        what: `${what} is parked${whose}: ${reason}.`,
        advice: `When it is well again, run "lemnis endpoints resume ${endpoint}${narrowed}".`,
        about: { kind: 'receiver_parked', ...subjectOf(work, receiver) },
      }
    })
}

/** Not those that an operator paused: their time comes. */
function failingReceivers(work: Work, now: number): Problem[] {
  return work.receivers
    .filter(({ health }) => health.state !== 'parked' && health.byOperator !== true)
    .filter(({ health }) => health.failures >= FEWEST_FAILURES || now - health.since >= LONG_FAILING_MS)
    .sort(byTime)
    .slice(0, MOST_NAMED)
    .map((receiver) => {
      const { what, whose } = shownScope(receiver)
      const { reason, since, failures } = receiver.health
      return {
        state: 'warning',
        what: `${what} fails${whose} since ${shownSpan(now - since)}: ${reason}.`,
        advice: 'Its callbacks are tried again until it answers: see "lemnis endpoints list".',
        about: { kind: 'receiver_failing', count: failures, ...subjectOf(work, receiver) },
      }
    })
}

function deadCallbacks({ open: { callbacks } }: Work): Problem[] {
  if (callbacks.dead === 0) return []
  return [
    {
      state: 'warning',
      what: `${callbacks.dead} callbacks were given up after their last attempt.`,
      advice:
        'Send them again with "lemnis callbacks replay --state dead", or mark those that you have with "lemnis callbacks confirm".',
      about: { kind: 'callbacks_dead', count: callbacks.dead },
    },
  ]
}
