import { describe, expect, test } from 'vitest'
import { serviceBucketNode } from './bucket-service-shape.ts'
import { queueNode, readQueueUpdate, type QueueView } from './queue-shape.ts'
import { readXml } from './read-xml.ts'
import { writeXml } from './write-xml.ts'

const NOTIFY =
  '<State>On</State><Url>https://app.example/cb</Url><Type>Url</Type>' +
  '<Event>TaskFinish,WorkflowFinish</Event><ResultFormat>JSON</ResultFormat>'

function read({ name = 'main', state = 'Active', notify = NOTIFY, rest = '' }) {
  const body = `<Request><Name>${name}</Name><State>${state}</State><NotifyConfig>${notify}</NotifyConfig>${rest}</Request>`
  return readQueueUpdate(readXml(new TextEncoder().encode(body)))
}

const notify = {
  state: 'On',
  url: 'https://app.example/cb',
  type: 'Url',
  event: 'TaskFinish,WorkflowFinish',
  resultFormat: 'JSON',
} as const

describe('an update of a queue', () => {
  test('is read, with the sizes that are ours and what is unknown left out', () => {
    const rest = '<MaxConcurrent>3</MaxConcurrent><QueueID>p1</QueueID>'
    expect(read({ rest })).toEqual({ name: 'main', state: 'Active', notify, maxConcurrent: 3 })
  })

  test('may switch notification off by saying nothing about it', () => {
    expect(read({ notify: '' }).notify).toMatchObject({ state: 'Off', url: '', event: '', type: '' })
  })

  test.each([
    ['Name is required', { name: '' }],
    ['Name must have at most 128 bytes', { name: '目'.repeat(43) }],
    ['State must be one of Active, Paused', { state: 'Stopped' }],
    ['NotifyConfig.Url is required', { notify: NOTIFY.replace(/<Url>.*<\/Url>/, '') }],
    ['NotifyConfig.Event is required', { notify: NOTIFY.replace(/<Event>.*<\/Event>/, '') }],
    ['NotifyConfig.Event must be', { notify: NOTIFY.replace('TaskFinish', 'TaskStart') }],
    ['NotifyConfig.Type must be Url', { notify: NOTIFY.replace('<Type>Url', '<Type>Kafka') }],
    ['NotifyConfig.Url must be an http', { notify: NOTIFY.replace('https:', 'gopher:') }],
    ['MaxSize must be a whole number', { rest: '<MaxSize>0</MaxSize>' }],
  ])('is refused: %s', (message, change) => {
    expect(() => read(change)).toThrow(message)
  })
})

test('a queue is shown with its counters as plain numbers and every field of its notification', () => {
  const queue: QueueView = {
    queueId: 'p1',
    name: 'main',
    state: 'Active',
    notify,
    maxSize: 10000,
    maxConcurrent: 10,
    category: 'Transcoding',
    bucketId: 'media-1',
    createTime: 0,
    updateTime: 1000,
    timeZone: 0,
  }
  expect(writeXml(queueNode('Queue', queue))).toBe(
    '<Queue><QueueId>p1</QueueId><Name>main</Name><State>Active</State><NotifyConfig>' +
      '<Url>https://app.example/cb</Url><Event>TaskFinish,WorkflowFinish</Event><Type>Url</Type>' +
      '<State>On</State><ResultFormat>JSON</ResultFormat><MqMode/><MqName/><MqRegion/></NotifyConfig>' +
      '<MaxSize>10000</MaxSize><MaxConcurrent>10</MaxConcurrent>' +
      '<UpdateTime>1970-01-01T00:00:01+0000</UpdateTime><CreateTime>1970-01-01T00:00:00+0000</CreateTime>' +
      '<Category>Transcoding</Category><BucketId>media-1</BucketId></Queue>',
  )
})

test('a bucket of a service is shown alone or in a list', () => {
  const bucket = { bucketId: 'media-1', region: 'r', createTime: 0, timeZone: 480 }
  expect(writeXml(serviceBucketNode('media', bucket, 'alone'))).toBe(
    '<MediaBucket><BucketId>media-1</BucketId><Name>media-1</Name><Region>r</Region>' +
      '<CreateTime>1970-01-01T08:00:00+0800</CreateTime></MediaBucket>',
  )
  expect(serviceBucketNode('ai', bucket, 'listed')[0]).toBe('AiBucketList')
})
