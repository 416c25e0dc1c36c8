import type { BucketRecord } from '../../buckets/store.ts'
import type { ExecutionRecord } from '../../workflows/executions.ts'

/** A run that goes on, where and when. */
export interface RunStep {
  readonly execution: ExecutionRecord
  readonly bucket: BucketRecord
  /** Ms since 1970. */
  readonly now: number
}
