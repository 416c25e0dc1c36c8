import type { Series } from './series.ts'

export interface ActivityRow {
  /** Since 1970. */
  minute: number
  series: Series
  /** Of the histogram of a duration; 0 for events. */
  bucket: number
  events: number
}

declare module '../db/database.ts' {
  interface Tables {
    activity: ActivityRow
  }
}
