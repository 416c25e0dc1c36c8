import type { FindingJson } from '../../../../server/src/api-schemas/attention.ts'
import { link } from '../../ui/links.ts'

/** Where to do something about it; `undefined`: not in the console. */
export function linkOfFinding({
  kind,
  name,
  bucket,
}: Pick<FindingJson, 'kind' | 'name' | 'bucket'>): string | undefined {
  switch (kind) {
    case 'workers_lost':
      return link('/jobs', { state: 'Running' })
    case 'queue_unclaimed':
    case 'queue_late':
      return link('/jobs', { state: 'Submitted', queue: name ?? '' })
    case 'queue_paused':
      return link('/queues')
    case 'jobs_failing':
      return link('/jobs', { state: 'Failed' })
    case 'sender_missing':
    case 'callbacks_late':
      return link('/callbacks', { state: 'undelivered' })
    case 'callbacks_dead':
      return link('/callbacks', { state: 'dead' })
    case 'receiver_parked':
      return link('/receivers', { state: 'parked' })
    case 'receiver_failing':
      return link('/callbacks', { state: 'undelivered', endpoint: name ?? '', bucket: bucket ?? '' })
    case 'outage':
    case 'blobs_damaged':
    case 'disk_low':
    case 'check':
      return undefined
  }
}
