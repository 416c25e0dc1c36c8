import { describe, expect, test } from 'vitest'
import { serviceBucketNode } from './bucket-service-shape.ts'
import { queueNode, readQueueUpdate, type QueueView } from './queue-shape.ts'
import { readXml } from '../xml/read-xml.ts'
import { writeXml } from '../xml/write-xml.ts'

const NOTIFY =
  '<State>On</State><Url>https://app.example/cb</Url><Type>Url</Type>' +
  '<Event>TaskFinish,WorkflowFinish</Event><ResultFormat>JSON</ResultFormat>'

const TDMQ =
  '<State>On</State><Type>TDMQ</Type><Event>TaskFinish</Event>' +
  '<MqMode>Topic</MqMode><MqName>done</MqName><MqRegion>gz</MqRegion>'

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

  test('may name a message queue, which is a queue unless it is a topic', () => {
    const mq = { type: 'TDMQ', url: '', mqName: 'done', mqRegion: 'gz' }
    expect(read({ notify: TDMQ }).notify).toMatchObject({ ...mq, mqMode: 'Topic' })
    const plain = TDMQ.replace('<MqMode>Topic</MqMode>', '')
    expect(read({ notify: plain }).notify).toMatchObject({ ...mq, mqMode: 'Queue' })
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
    ['Event TransCodingFinish is not implemented here', { notify: NOTIFY.replace('Task', 'TransCoding') }],
    ['NotifyConfig.Type must be one of Url, TDMQ', { notify: NOTIFY.replace('<Type>Url', '<Type>Post') }],
    [
      'NotifyConfig.Type Kafka is not implemented here',
      { notify: NOTIFY.replace('<Type>Url', '<Type>Kafka') },
    ],
    ['NotifyConfig.MqName is required', { notify: TDMQ.replace(/<MqName>.*<\/MqName>/, '') }],
    ['NotifyConfig.MqRegion is required', { notify: TDMQ.replace(/<MqRegion>.*<\/MqRegion>/, '') }],
    ['NotifyConfig.MqRegion must be one of sh, bj, gz, cd, hk', { notify: TDMQ.replace('gz', 'us') }],
    ['NotifyConfig.MqMode must be one of Queue, Topic', { notify: TDMQ.replace('Topic', 'Stream') }],
    ['NotifyConfig.MqName must have at most 255 bytes', { notify: TDMQ.replace('done', '目'.repeat(86)) }],
    ['NotifyConfig.MqName must have', { notify: TDMQ.replace('done', 'a&#x9;b') }],
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

test('a message queue of a queue is shown', () => {
  const mq = { ...notify, type: 'TDMQ', mqMode: 'Topic', mqName: 'a&b', mqRegion: 'gz' } as const
  const times = { createTime: 0, updateTime: 0, timeZone: 0 }
  const sizes = { maxSize: 1, maxConcurrent: 1 }
  const queue = { queueId: 'p1', name: 'main', category: 'Transcoding', bucketId: 'media-1' }
  const shown = writeXml(queueNode('Queue', { ...queue, ...sizes, ...times, state: 'Active', notify: mq }))
  expect(shown).toContain('<Type>TDMQ</Type>')
  expect(shown).toContain(
    '<MqMode>Topic</MqMode><MqName>a&amp;b</MqName><MqRegion>gz</MqRegion></NotifyConfig>',
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
