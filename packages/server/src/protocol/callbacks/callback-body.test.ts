import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { taskFinishBody } from './callback-body.ts'
import { jobDetail, type JobView } from '../jobs/job-detail.ts'
import { SAMPLE_JOB } from '../jobs/sample-job.ts'
import { writeXml } from '../xml/write-xml.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const finished = SAMPLE_JOB
const XML = { format: 'XML', json: 'native' } as const
const PAGE = { format: 'JSON', json: 'page' } as const
const NATIVE = { format: 'JSON', json: 'native' } as const

describe('the callback of a finished noise reduction', () => {
  test('is this XML, byte for byte', () => {
    expect(taskFinishBody(finished, XML)).toEqual({
      contentType: 'application/xml',
      body:
        '<Response><EventName>TaskFinish</EventName><JobsDetail><Code>Success</Code>' +
        '<CreationTime>2022-06-30T18:47:18+0800</CreationTime><EndTime>2022-06-30T18:47:30+0800</EndTime>' +
        '<Input><BucketId>test-123456789</BucketId><Object>input/demo.mp3</Object><Region>ap-chongqing</Region></Input>' +
        '<JobId>j035aca66f86211ec8a5a87e016101404</JobId><Message>SUCCESS</Message><Operation><Output>' +
        '<Bucket>test-123456789</Bucket><Object>output/nr.wav</Object><Region>ap-chongqing</Region></Output>' +
        '<UserData>This is my NoiseReduction job.</UserData><JobLevel>0</JobLevel></Operation>' +
        '<QueueId>p2242ab62c7c94486915508540933a2c6</QueueId><StartTime>2022-06-30T18:47:20+0800</StartTime>' +
        '<State>Success</State><Tag>NoiseReduction</Tag></JobsDetail></Response>',
    })
  })

  test.each([PAGE, NATIVE])('is this JSON, byte for byte, when $json is asked for', (form) => {
    expect(taskFinishBody({ ...finished, queueCategory: 'Transcoding' }, form)).toEqual({
      contentType: 'application/json',
      body:
        '{"EventName":"TaskFinish","JobsDetail":[{"Code":"Success",' +
        '"CreationTime":"2022-06-30T18:47:18+0800","EndTime":"2022-06-30T18:47:30+0800",' +
        '"Input":{"BucketId":"test-123456789","Object":"input/demo.mp3","Region":"ap-chongqing"},' +
        '"JobId":"j035aca66f86211ec8a5a87e016101404","Message":"SUCCESS","Operation":{"Output":' +
        '{"Bucket":"test-123456789","Object":"output/nr.wav","Region":"ap-chongqing"},' +
        '"UserData":"This is my NoiseReduction job.","JobLevel":"0"},' +
        '"QueueId":"p2242ab62c7c94486915508540933a2c6","StartTime":"2022-06-30T18:47:20+0800",' +
        '"State":"Success","Tag":"NoiseReduction"}]}',
    })
  })

  const shared = process.env['LEMNIS_SHARED']
  test(
    'is what the published page shows, white space between elements aside',
    skipWithout('published-pages'),
    () => {
      const page = readFileSync(join(shared ?? '', 'protocol', 'task-callback-page.txt'), 'utf8')
      const xml = /<Response>.*?<\/Response>/s.exec(page)?.[0].replaceAll(/>\s+</g, '><')
      const json = /^\{$.*?^\}$/ms.exec(page)?.[0]
      expect(taskFinishBody(finished, XML).body).toBe(xml)
      expect(taskFinishBody(finished, NATIVE).body).toBe(JSON.stringify(JSON.parse(json ?? '')))
    },
  )
})

describe('the callback of another job', () => {
  const view: JobView = {
    ...finished,
    tag: 'Transcode',
    message: '',
    queueCategory: 'SpeedTranscoding',
    input: { bucketId: 'b-1', object: 'a', region: 'r', cosHeaders: [{ key: 'Size', value: '7' }] },
    operation: [['Output', [['ObjectPrefix', '']]]],
    workflow: { name: 'Transcode_1', runId: 'i1', workflowId: 'w1', workflowName: 'wf' },
  }

  test('in the page’s JSON leaves out what is empty, so that a message may have no key at all', () => {
    const { body } = taskFinishBody(view, PAGE)
    expect(body).toContain('"CosHeaders":[{"Key":"Size","Value":"7"}]')
    expect(body).toContain(
      '"Workflow":{"Name":"Transcode_1","RunId":"i1","WorkflowId":"w1","WorkflowName":"wf"}',
    )
    expect(body).not.toMatch(/Message|QueueType/)
    expect(body).toContain('"Operation":{"Output":{}}')
  })

  test('in native JSON keeps it, and has the type of the queue after its id', () => {
    const { body } = taskFinishBody(view, NATIVE)
    expect(body).toContain('"Message":"","Operation":{"Output":{"ObjectPrefix":""}}')
    expect(body).toContain(`"QueueId":"${finished.queueId}","QueueType":"SpeedTranscoding","StartTime"`)
  })

  test('in XML has an empty Message, and no type of the queue that the request did not name', () => {
    const { body } = taskFinishBody(view, XML)
    expect(body).toContain('<Message/>')
    expect(body).not.toContain('QueueType')
  })
})

test('an answer lists a waiting job in its own order, with dashes for unknown times and Object last', () => {
  const view: JobView = {
    code: 'Success',
    message: '',
    jobId: 'j1',
    state: 'Submitted',
    progress: 0,
    creationTime: 0,
    queueId: 'p1',
    queueType: 'SpeedTranscoding',
    tag: 'Transcode',
    input: { bucketId: 'b-1', object: 'a', region: 'r' },
    operation: [['JobLevel', '0']],
    timeZone: 0,
  }
  const answer = writeXml(jobDetail(view, 'response'))
  expect(answer).toBe(
    '<JobsDetail><Code>Success</Code><Message/><JobId>j1</JobId><State>Submitted</State><Progress>0</Progress>' +
      '<CreationTime>1970-01-01T00:00:00+0000</CreationTime><StartTime>-</StartTime><EndTime>-</EndTime>' +
      '<QueueId>p1</QueueId><QueueType>SpeedTranscoding</QueueType><Tag>Transcode</Tag>' +
      '<Input><BucketId>b-1</BucketId><Region>r</Region><Object>a</Object></Input>' +
      '<Operation><JobLevel>0</JobLevel></Operation></JobsDetail>',
  )
  // One that packs, unpacks or hashes files lists the end first.
  expect(writeXml(jobDetail({ ...view, isOfFiles: true }, 'response'))).toBe(
    answer.replace(
      '<StartTime>-</StartTime><EndTime>-</EndTime>',
      '<EndTime>-</EndTime><StartTime>-</StartTime>',
    ),
  )
})
