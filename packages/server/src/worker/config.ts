import { numberSetting, switchSetting, type ReadSetting } from '../base/settings.ts'

export interface WorkerSettings {
  /** Jobs that run at once; 0 for one for each core. */
  readonly concurrency: number
  readonly maxTries: number
  readonly vendorLimits: boolean
}

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
    maxTries: read(
      numberSetting({
        env: 'LEMNIS_MAX_TRIES',
        about: 'How often a job is tried that breaks off through no fault of its input',
        fallback: 3,
        min: 1,
        max: 1_000,
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
