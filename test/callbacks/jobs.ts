import { viewJob, type ShownJob } from '../../packages/server/src/engine/jobs/job-view.ts'
import type { JobView } from '../../packages/server/src/protocol/jobs/job-detail.ts'
import type { FinishedWorkflow } from '../../packages/server/src/protocol/callbacks/workflow-finish-body.ts'
import type { QueueCategory } from '../../packages/server/src/queues/families.ts'
import type { Tag } from '../../packages/server/src/tags/tag.ts'
import { sampleOf } from '../../packages/server/src/tags/testing/all-samples.ts'
import { MARK } from '../../packages/server/src/tags/testing/sample-values.ts'
import { aContext, anOperation, BUCKET, REGION } from '../../packages/server/src/tags/testing/test-tag.ts'
import { REGISTRY } from '../../packages/server/src/tags/testing/test-tags.ts'

const BEIJING = 480
const CREATED = Date.parse('2024-05-06T10:00:00+08:00')

const WORKFLOW = {
  name: 'Transcode_1',
  runId: `i${'2'.repeat(32)}`,
  workflowId: `w${'1'.repeat(32)}`,
  workflowName: 'wf-1',
  cosHeaders: [{ key: 'x-cos-meta-empty', value: '' }],
}

/** A job of the tag that succeeded, as its callback shows it. */
export function sampleView(tag: Tag): JobView {
  return viewJob(sampleJob(tag), {
    bucket: { name: BUCKET, region: REGION },
    tags: REGISTRY,
    timeZone: BEIJING,
    order: 'callback',
  })
}

function categoryOf({ family }: Tag): QueueCategory {
  if (family === 'pic') return 'PicProcessing'
  return family === 'file' ? 'FileProcessing' : 'Transcoding'
}

function sampleJob(tag: Tag): ShownJob {
  const { output = '', params = '', finished } = sampleOf(tag.name)
  const userData = finished.hasUserData === false ? '' : '<UserData>sample &amp; data</UserData>'
  const operation = anOperation(tag.name, `${finished.params ?? params}${output}${userData}`)
  return {
    id: `${tag.idLetter}${'3'.repeat(32)}`,
    tag: tag.name,
    level: operation.jobLevel,
    state: 'Success',
    message: finished.message ?? '',
    progress: 100,
    inputKey: 'in/film.mp4',
    queueId: `p${'8'.repeat(32)}`,
    queueState: 'Active',
    queueCategory: categoryOf(tag),
    createdAt: CREATED,
    startedAt: CREATED + 1_000,
    endedAt: CREATED + 9_000,
    order: {
      output: operation.output,
      params: tag.read(operation, aContext(undefined, { [MARK.id]: MARK })),
      userData: operation.userData,
      callback: {},
      ...(finished.isOfWorkflow && { workflow: { ...WORKFLOW, lineage: [] } }),
    },
    result: {
      value: finished.result,
      files: finished.files.map((object, index) => ({
        region: REGION,
        bucket: BUCKET,
        object,
        md5: String(index).repeat(32),
        bytes: 24_911,
      })),
    },
  }
}

/** The run of which the Transcode job was the one node that started. */
export const SAMPLE_RUN: FinishedWorkflow = {
  workflowId: WORKFLOW.workflowId,
  workflowName: WORKFLOW.workflowName,
  runId: WORKFLOW.runId,
  state: 'Failed',
  bucketId: BUCKET,
  object: 'in/film.mp4',
  createTime: CREATED,
  cosHeaders: WORKFLOW.cosHeaders,
  tasks: [
    {
      type: 'Transcode',
      name: WORKFLOW.name,
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
