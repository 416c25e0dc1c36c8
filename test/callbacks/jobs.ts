import { viewJob } from '../../packages/server/src/engine/jobs/job-view.ts'
import {
  SAMPLE_BUCKET,
  SAMPLE_WORKFLOW,
  sampleJobOf,
} from '../../packages/server/src/engine/jobs/sample-job.ts'
import type { JobView } from '../../packages/server/src/protocol/jobs/job-detail.ts'
import type { FinishedWorkflow } from '../../packages/server/src/protocol/callbacks/workflow-finish-body.ts'
import type { Tag } from '../../packages/server/src/tags/tag.ts'
import { sampleOf } from '../../packages/server/src/tags/testing/all-samples.ts'
import { REGISTRY } from '../../packages/server/src/tags/testing/test-tags.ts'

const BEIJING = 480
const CREATED = Date.parse('2024-05-06T10:00:00+08:00')

/** A job of the tag that succeeded, as its callback shows it. */
export function sampleView(tag: Tag): JobView {
  return viewJob(sampleJobOf(tag, sampleOf(tag.name)), {
    bucket: SAMPLE_BUCKET,
    tags: REGISTRY,
    timeZone: BEIJING,
    order: 'callback',
  })
}

/** The run of which the Transcode job was the one node that started. */
export const SAMPLE_RUN: FinishedWorkflow = {
  workflowId: SAMPLE_WORKFLOW.workflowId,
  workflowName: SAMPLE_WORKFLOW.workflowName,
  runId: SAMPLE_WORKFLOW.runId,
  state: 'Failed',
  bucketId: SAMPLE_BUCKET.name,
  object: 'in/film.mp4',
  createTime: CREATED,
  cosHeaders: SAMPLE_WORKFLOW.cosHeaders,
  tasks: [
    {
      type: 'Transcode',
      name: SAMPLE_WORKFLOW.name,
      state: 'Failed',
      // It could not be submitted.
      jobId: undefined,
      template: { id: `t${'4'.repeat(32)}`, name: '720p' },
      createTime: CREATED,
      endTime: CREATED + 1_000,
    },
  ],
  timeZone: BEIJING,
}
