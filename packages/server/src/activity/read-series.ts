import type { Queryable } from '../db/database.ts'
import { quantile } from './histogram.ts'
import { MINUTE_MS, minuteOf } from './minutes.ts'
import type { DurationSeries, EventSeries } from './series.ts'
import { readActivity, type ActivityCount } from './store.ts'

/** A chart of more points is no clearer. */
const MOST_POINTS = 300
const STEPS = [1, 2, 5, 10, 30, 60] as const

export interface Durations {
  readonly count: number
  /** Ms; `undefined`: nothing ended. */
  readonly p50: number | undefined
  readonly p95: number | undefined
}

export interface DurationsByStep {
  readonly steps: readonly Durations[]
  readonly total: Durations
}

export interface ActivitySeries {
  /** The begin of the first step, ms since 1970. */
  readonly from: number
  /** When it was read. */
  readonly to: number
  readonly stepMs: number
  /** How many events were in each step. */
  readonly events: Readonly<Record<EventSeries, readonly number[]>>
  readonly durations: Readonly<Record<DurationSeries, DurationsByStep>>
}

/** What happened in the last minutes, in steps that end with the one that `now` is in. */
export async function readSeries(
  db: Queryable,
  { minutes, now }: { readonly minutes: number; readonly now: number },
): Promise<ActivitySeries> {
  const step = STEPS.find((each) => minutes / each <= MOST_POINTS) ?? 60
  const points = Math.ceil(minutes / step)
  const to = (Math.floor(minuteOf(now) / step) + 1) * step
  const from = to - points * step
  const counts = Map.groupBy(await readActivity(db, { from, to, step }), ({ series }) => series)
  const placeOf = ({ minute }: ActivityCount): number => (minute - from) / step
  const eventsOf = (series: EventSeries): readonly number[] => {
    const values = new Array<number>(points).fill(0)
    for (const count of counts.get(series) ?? []) values[placeOf(count)] = count.events
    return values
  }
  const durationsOf = (series: DurationSeries): DurationsByStep => {
    const steps = Map.groupBy(counts.get(series) ?? [], placeOf)
    return {
      steps: Array.from({ length: points }, (_, place) => summarize(steps.get(place) ?? [])),
      total: summarize(counts.get(series) ?? []),
    }
  }
  return {
    from: from * MINUTE_MS,
    to: now,
    stepMs: step * MINUTE_MS,
    events: {
      jobs_submitted: eventsOf('jobs_submitted'),
      jobs_succeeded: eventsOf('jobs_succeeded'),
      jobs_failed: eventsOf('jobs_failed'),
      callbacks_delivered: eventsOf('callbacks_delivered'),
      attempts_failed: eventsOf('attempts_failed'),
    },
    durations: {
      job_wait: durationsOf('job_wait'),
      job_run: durationsOf('job_run'),
      callback_delivery: durationsOf('callback_delivery'),
    },
  }
}

function summarize(counts: readonly ActivityCount[]): Durations {
  const histogram = new Map<number, number>()
  let sum = 0
  for (const { bucket, events } of counts) {
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + events)
    sum += events
  }
  return { count: sum, p50: quantile(histogram, 0.5), p95: quantile(histogram, 0.95) }
}
