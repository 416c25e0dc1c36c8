import { shownState, type JobState } from '../../jobs/states.ts'
import type { FailureCode } from '../../jobs/failure-codes.ts'
import type { JobOrder, JobResult } from '../../jobs/tables.ts'
import type { JobView } from '../../protocol/jobs/job-detail.ts'
import { hasVariable, outputOfJob } from '../../protocol/jobs/output-variables.ts'
import type { TimeZone } from '../../protocol/times.ts'
import type { QueueCategory } from '../../queues/families.ts'
import type { TagRegistry } from '../../tags/registry.ts'
import { showOperation } from '../../tags/show-operation.ts'
import type { ShowOrder } from '../../tags/tag.ts'

/** A job with what its queue adds to how it reads. */
export interface ShownJob {
  readonly id: string
  readonly tag: string
  readonly level: 0 | 1 | 2
  readonly state: JobState
  readonly inputKey: string | undefined
  readonly order: JobOrder
  readonly result?: JobResult | undefined
  readonly code?: FailureCode | undefined
  readonly message?: string | undefined
  /** 0–100 */
  readonly progress: number
  /** ms since 1970 */
  readonly createdAt: number
  readonly startedAt?: number | undefined
  readonly endedAt?: number | undefined
  readonly queueId: string
  readonly queueState: 'Active' | 'Paused'
  /** Told by callbacks alone. */
  readonly queueCategory?: QueueCategory | undefined
}

export interface Viewing {
  readonly bucket: { readonly name: string; readonly region: string }
  readonly tags: TagRegistry
  readonly timeZone: TimeZone
  readonly order: ShowOrder
}

/** The job as the protocol writes it. */
export function viewJob(job: ShownJob, { bucket, tags, timeZone, order }: Viewing): JobView {
  const { params, template, userData, customId, queueType, workflow } = job.order
  const tag = tags.find(job.tag)
  return {
    code: job.code ?? 'Success',
    message: job.message ?? '',
    jobId: job.id,
    state: shownState(job.state, job.queueState),
    ...(tag.tellsProgress === true && progressOf(job)),
    creationTime: job.createdAt,
    ...(job.startedAt !== undefined && { startTime: job.startedAt }),
    ...(job.endedAt !== undefined && { endTime: job.endedAt }),
    queueId: job.queueId,
    ...(queueType !== undefined && { queueType }),
    ...(job.queueCategory !== undefined && { queueCategory: job.queueCategory }),
    tag: job.tag,
    isOfFiles: tag.family === 'file',
    ...(job.inputKey !== undefined && {
      input: {
        bucketId: bucket.name,
        object: job.inputKey,
        region: bucket.region,
        ...(workflow && { cosHeaders: workflow.cosHeaders }),
      },
    }),
    operation: showOperation(
      tag,
      {
        params,
        output: shownOutput(job),
        template,
        userData,
        customId,
        level: job.level,
        result: job.result?.value,
        files: job.result?.files ?? [],
      },
      order,
    ),
    ...(workflow && { workflow }),
    timeZone,
  }
}

/**
 * A client that submits one job knows what its variables stand for, and sees them as they were sent. For the jobs of a
 * workflow or a batch the real keys are shown, because some tags show no other name of their outputs.
 */
function shownOutput({ id, inputKey, order, result }: ShownJob): JobOrder['output'] {
  const { output, workflow, batchId } = order
  const isOneOfMany = workflow !== undefined || batchId !== undefined
  if (!output || !isOneOfMany) return output
  const known = outputOfJob({ id, inputKey, output })
  const [file, ...others] = result?.files ?? []
  const isKey = file !== undefined && others.length === 0 && !hasVariable(known.object ?? '', 'Number')
  return isKey && hasVariable(known.object ?? '', 'Ext') ? { ...known, object: file.object } : known
}

function progressOf(job: ShownJob): { progress?: number } {
  return job.state === 'Failed' || job.state === 'Cancel' ? {} : { progress: job.progress }
}
