import { readSeries, type ActivitySeries } from '../../../activity/read-series.ts'
import { ACTIVITY_RANGES } from '../../../api-schemas/activity.ts'
import type { Clock } from '../../../base/clock.ts'
import { RecentResult } from '../../../base/recent-result.ts'
import type { Database } from '../../../db/database.ts'

export type ActivityRange = (typeof ACTIVITY_RANGES)[number]

/** What is read of a busy day takes a tenth of a second: it is used again for as long as it hardly changes a chart. */
const RANGES: Readonly<Record<ActivityRange, { readonly minutes: number; readonly keepMs: number }>> = {
  '1h': { minutes: 60, keepMs: 5_000 },
  '6h': { minutes: 360, keepMs: 15_000 },
  '24h': { minutes: 1_440, keepMs: 30_000 },
}

/** The activity of the ranges that can be asked for, read at most once in some seconds however many look at it. */
export class RecentActivity {
  readonly #ranges: ReadonlyMap<ActivityRange, RecentResult<ActivitySeries>>

  constructor({ db, clock }: { readonly db: Database; readonly clock: Clock }) {
    this.#ranges = new Map(
      ACTIVITY_RANGES.map((range) => {
        const { minutes, keepMs } = RANGES[range]
        const make = (): Promise<ActivitySeries> => readSeries(db.reader, { minutes, now: clock.now() })
        return [range, new RecentResult({ clock, keepMs, make })]
      }),
    )
  }

  async read(range: ActivityRange): Promise<ActivitySeries> {
    const recent = this.#ranges.get(range)
    if (!recent) throw new Error(`the range ${range} is missing`)
    return recent.get()
  }
}
