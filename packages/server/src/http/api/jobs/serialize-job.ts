import type { z } from 'zod'
import type { jobDetailSchema, JobJson } from '../../../api-schemas/jobs.ts'
import { requestOfJob } from '../../../engine/jobs/request-of-job.ts'
import type { BrowsedJob, BrowsedWork } from '../../../engine/operator/browse-jobs.ts'
import type { JobTry } from '../../../jobs/tries.ts'
import { writeXml } from '../../../protocol/xml/write-xml.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { TagRegistry } from '../../../tags/registry.ts'
import { elementsOf, jsonOf } from '../json-of.ts'
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

/** Returns one job alone, without its callbacks and the runs before the last. */
export function serializeJobDetail(
  job: BrowsedJob & BrowsedWork,
  tags: TagRegistry,
): Omit<Detail, 'callbacks' | 'runs'> {
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
    ...serializeRequest(requestOfJob(shown, tags)),
  }
}

function serializeRequest(node: XmlNode): Pick<Detail, 'request' | 'requestElements'> {
  const [, content] = node
  return { request: writeXml(node), requestElements: typeof content === 'string' ? {} : elementsOf(content) }
}

/** The runs of a job that did not end it. */
export function serializeTries(tries: readonly JobTry[]): Detail['runs'] {
  return tries.map(({ startedAt, endedAt, ...one }) => ({
    ...one,
    startedAt: toIsoTimeOrNull(startedAt),
    endedAt: toIsoTime(endedAt),
  }))
}
