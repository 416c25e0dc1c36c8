import type { Finding } from '../base/check.ts'
import type { Queryable } from '../db/database.ts'
import { countBuckets } from './store.ts'

/** Whether there is a bucket that a job could read and write. */
export async function checkBuckets(db: Queryable): Promise<Finding> {
  const buckets = await countBuckets(db)
  return {
    found: buckets === 1 ? '1 bucket' : `${buckets} buckets`,
    figures: { buckets },
    problems:
      buckets > 0
        ? []
        : [
            {
              state: 'warning',
              what: 'There is no bucket: nothing can be uploaded, and no job can be submitted.',
              advice:
                'Start the service with LEMNIS_BUCKETS, such as LEMNIS_BUCKETS=media-1250000000@ap-guangzhou, or create one with an SDK (PUT Bucket).',
            },
          ],
  }
}
