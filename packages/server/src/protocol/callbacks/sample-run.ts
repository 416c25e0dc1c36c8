import { SAMPLE_JOB } from '../jobs/sample-job.ts'
import type { FinishedWorkflow } from './workflow-finish-body.ts'

const { jobId, tag, creationTime, endTime, timeZone } = SAMPLE_JOB

/** A run whose one node started the job that the published page on task callbacks shows. */
export const SAMPLE_RUN: FinishedWorkflow = {
  workflowId: 'w7476aa26f86211ec8a5a87e016101404',
  workflowName: 'demo',
  runId: 'i0a1b3e44f86211ec8a5a87e016101404',
  state: 'Success',
  bucketId: 'test-123456789',
  object: 'input/demo.mp3',
  createTime: creationTime,
  cosHeaders: [],
  tasks: [
    {
      type: tag,
      name: `${tag}_1`,
      state: 'Success',
      jobId,
      template: undefined,
      createTime: creationTime,
      endTime,
    },
  ],
  timeZone,
}
