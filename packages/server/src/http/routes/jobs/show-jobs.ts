import type { BucketRecord } from '../../../buckets/store.ts'
import { viewJob, type ShownJob } from '../../../engine/jobs/job-view.ts'
import { jobDetail } from '../../../protocol/jobs/job-detail.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { RouteContext } from '../../route-context.ts'

/** JobsDetail elements as an answer lists them. */
export function showJobs(
  context: RouteContext,
  bucket: BucketRecord,
  jobs: readonly ShownJob[],
): readonly XmlNode[] {
  const { engine, tags } = context
  const viewing = { bucket, tags, timeZone: engine.timeZone, order: 'response' } as const
  return jobs.map((job) => jobDetail(viewJob(job, viewing), 'response'))
}
