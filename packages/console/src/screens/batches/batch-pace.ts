import type { BatchDetailJson } from '../../../../server/src/api-schemas/batches.ts'

export interface Pace {
  /** Objects whose work has ended. */
  readonly done: number
  /** `undefined` while it is not known how many there will be. */
  readonly total: number | undefined
  readonly perSecond: number
  /** `undefined` where it can't be told. */
  readonly leftMs: number | undefined
}

type Counts = Pick<
  BatchDetailJson,
  'state' | 'seen' | 'submitted' | 'succeeded' | 'failed' | 'cancelled' | 'remaining' | 'createdAt'
>

/** How far a batch is, and how long the rest takes if it goes on as it did. `now`: ms since 1970. */
export function paceOf(batch: Counts, now: number): Pace {
  const { state, submitted, succeeded, failed, cancelled, remaining, createdAt } = batch
  const done = succeeded + failed + cancelled
  const total = !remaining || remaining.isLowerBound ? undefined : submitted + remaining.objects
  const seconds = Math.max(1, now - Date.parse(createdAt)) / 1_000
  const perSecond = done / seconds
  const isRunning = state === 'Running' && total !== undefined && perSecond > 0
  return {
    ...{ done, total, perSecond },
    leftMs: isRunning ? (Math.max(0, total - done) / perSecond) * 1_000 : undefined,
  }
}
