import { listSetting, numberSetting, switchSetting, type ReadSetting } from '../base/settings.ts'

export interface WorkerSettings {
  /** Jobs that run at once; 0 for one for each core. */
  readonly concurrency: number
  readonly vendorLimits: boolean
  /** ms a run may take, by tag; the tags that are not named may take the longest. */
  readonly timeLimits: ReadonlyMap<string, number>
  /** How long running jobs may go on after a stop before they are handed back, in ms. */
  readonly graceMs: number
  /** How long a job that ended can be asked for. */
  readonly keepJobsDays: number
}

/** What the pool of media processes allows at most. */
const LONGEST_RUN_S = 6 * 3_600

export function readWorkerSettings(read: ReadSetting): WorkerSettings {
  return {
    concurrency: read(
      numberSetting({
        env: 'LEMNIS_CONCURRENCY',
        about: 'Jobs that run at once; 0 for one for each core',
        fallback: 0,
        min: 0,
        max: 256,
      }),
    ),
    timeLimits: new Map(
      read(
        listSetting({
          env: 'LEMNIS_TIME_LIMITS',
          about: `Comma list of Tag=seconds: a run that takes longer is broken off and tried again (at most ${LONGEST_RUN_S}, which is what other tags have)`,
          parse: parseTimeLimit,
        }),
      ),
    ),
    graceMs:
      read(
        numberSetting({
          env: 'LEMNIS_STOP_GRACE_S',
          about: 'Seconds that running jobs may go on after SIGTERM before they are handed back',
          fallback: 4,
          min: 0,
          max: 86_400,
        }),
      ) * 1_000,
    keepJobsDays: read(
      numberSetting({
        env: 'LEMNIS_JOBS_KEEP_DAYS',
        about: 'How many days a job that ended can be asked for',
        fallback: 90,
        min: 1,
        max: 36_500,
      }),
    ),
    vendorLimits: read(
      switchSetting({
        env: 'LEMNIS_VENDOR_LIMITS',
        about: 'Whether to refuse what the vendor refuses, such as more than 10 MB for NoiseReduction',
      }),
    ),
  }
}

function parseTimeLimit(entry: string): readonly [tag: string, ms: number] {
  const [, tag, seconds] = /^([A-Za-z]\w*)=(\d{1,6})$/.exec(entry) ?? []
  if (tag === undefined || Number(seconds) < 1 || Number(seconds) > LONGEST_RUN_S) {
    throw new Error(`"${entry}" is not Tag=seconds with 1 to ${LONGEST_RUN_S} seconds`)
  }
  return [tag, Number(seconds) * 1_000]
}
