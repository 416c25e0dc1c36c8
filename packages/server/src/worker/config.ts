import { numberSetting, switchSetting, type ReadSetting } from '../base/settings.ts'

export interface WorkerSettings {
  /** Jobs that run at once; 0 for one for each core. */
  readonly concurrency: number
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
    vendorLimits: read(
      switchSetting({
        env: 'LEMNIS_VENDOR_LIMITS',
        about: 'Whether to refuse what the vendor refuses, such as more than 10 MB for NoiseReduction',
      }),
    ),
  }
}
