import type { JobView } from './job-detail.ts'

/** The job that the published page on task callbacks shows. */
export const SAMPLE_JOB: JobView = {
  code: 'Success',
  message: 'SUCCESS',
  jobId: 'j035aca66f86211ec8a5a87e016101404',
  state: 'Success',
  creationTime: Date.UTC(2022, 5, 30, 10, 47, 18),
  startTime: Date.UTC(2022, 5, 30, 10, 47, 20),
  endTime: Date.UTC(2022, 5, 30, 10, 47, 30),
  queueId: 'p2242ab62c7c94486915508540933a2c6',
  tag: 'NoiseReduction',
  input: { bucketId: 'test-123456789', object: 'input/demo.mp3', region: 'ap-chongqing' },
  operation: [
    [
      'Output',
      [
        ['Bucket', 'test-123456789'],
        ['Object', 'output/nr.wav'],
        ['Region', 'ap-chongqing'],
      ],
    ],
    ['UserData', 'This is my NoiseReduction job.'],
    ['JobLevel', '0'],
  ],
  timeZone: 480,
}
