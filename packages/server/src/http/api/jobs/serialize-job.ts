import type { z } from 'zod'
import type { jobDetailSchema, JobJson } from '../../../api-schemas/jobs.ts'
import { requestOfJob } from '../../../engine/jobs/request-of-job.ts'
import type { BrowsedJob, BrowsedWork } from '../../../engine/operator/browse-jobs.ts'
import { writeXml } from '../../../protocol/xml/write-xml.ts'
import type { TagRegistry } from '../../../tags/registry.ts'
import { jsonOf } from '../json-of.ts'
import { toIsoTime, toIsoTimeOrNull } from '../times.ts'

type Detail = z.input<typeof jobDetailSchema>

export function serializeJob(job: BrowsedJob): JobJson {
  const { seq, id, bucket, queueId, tag, state, input, code, message, progress, tries } = job
  return {
    ...{ id, sequence: seq, bucket, queueId, tag, state, input, code, message, progress, tries },
    createdAt: toIsoTime(job.createdAt),
    startedAt: toIsoTimeOrNull(job.startedAt),
    endedAt: toIsoTimeOrNull(job.endedAt),
  }
}

/** Returns one job alone, without its callbacks. */
export function serializeJobDetail(
  job: BrowsedJob & BrowsedWork,
  tags: TagRegistry,
): Omit<Detail, 'callbacks'> {
  const { shown, outputs, workflow, batch, worker, createdAt, startedAt, endedAt } = job
  const { order, result, level } = shown
  const { params, output, template, userData } = order
  const files = result?.files ?? []
  const parts = tags
    .find(shown.tag)
    .show({ params, output, template, result: result?.value, files }, 'response')
  return {
    ...serializeJob(job),
    outputs: [...outputs],
    workflow,
    batch,
    level,
    template: template ?? null,
    userData: userData ?? null,
    worker,
    waitedMs: startedAt === null ? null : Math.max(0, startedAt - createdAt),
    ranMs: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt),
    params: jsonOf(parts.params),
    result: result ? jsonOf(parts.results) : null,
    request: writeXml(requestOfJob(shown, tags)),
  }
}
