import { expect, test } from 'vitest'
import { parseCallback, type CallbackFields, type JobDetail, type OtherJob } from './index.ts'
import { OPERATION_SHAPES } from './operation-shapes.ts'
import { unknownField } from './testing/typed-results.ts'

const job = (tag: string, operation: CallbackFields) =>
  JSON.stringify({
    EventName: 'TaskFinish',
    JobsDetail: [
      {
        ...{ Code: 'Success', CreationTime: '-', EndTime: '-', StartTime: '-', JobId: 'j1', QueueId: 'p1' },
        ...{ State: 'Success', Tag: tag, Operation: operation },
      },
    ],
  })

const jobFrom = (body: string): JobDetail | undefined => {
  const callback = parseCallback(body)
  return callback.EventName === 'TaskFinish' ? callback.JobsDetail[0] : undefined
}

const isOther = (job: JobDetail): job is OtherJob => !OPERATION_SHAPES.has(job.Tag)

test('a tag without a type keeps all of its operation', () => {
  const operation = { FileLineCountResult: { LineCount: '12' }, Output: { Object: 'a' } }
  const parsed = jobFrom(job('FileLineCount', operation))
  expect(parsed?.Operation).toEqual(operation)
  expect(parsed && isOther(parsed) && unknownField(parsed, 'FileLineCountResult')).toEqual([
    'FileLineCount',
    { LineCount: '12' },
  ])
})

test('a field that no type declares is kept beside those that are', () => {
  const operation = {
    MediaResult: { OutputFile: { Bucket: 'b', New: ['1', '2'] } },
    Newer: { Still: 'kept' },
  }
  expect(jobFrom(job('Transcode', operation))?.Operation).toEqual(operation)
})

test.each([
  ['a text where a container is declared', { MediaResult: 'x' }, 'MediaResult is not a container'],
  ['a container where a text is declared', { UserData: { a: 'b' } }, 'UserData is not text'],
  [
    'a list where a container is declared',
    { MediaResult: [{ a: '1' }, { a: '2' }] },
    'MediaResult is not a container',
  ],
  [
    'a container in a list of texts',
    { WatermarkTemplateId: [{ a: 'b' }] },
    'WatermarkTemplateId is not text',
  ],
])('%s is no callback', (_, operation, message) => {
  expect(() => parseCallback(job('Transcode', operation))).toThrow(message)
})

test('an empty container of pretty-printed XML is left out', () => {
  const operation = { MediaResult: '\n      ', Output: { Object: 'a' } }
  expect(jobFrom(job('Transcode', operation))?.Operation).toEqual({ Output: { Object: 'a' } })
})
