import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBucket } from '../../engine/objects/create-bucket.ts'
import { claimOne, finishOne, submitOne, type TestEngine } from '../../engine/testing/test-engine.ts'
import type { Rights } from '../../protocol/auth/is-allowed.ts'
import { BUCKET, openJobHarness, REGION, type JobHarness } from './testing/job-harness.ts'

let harness: JobHarness
let at: TestEngine
let request: JobHarness['request']
let rejection: JobHarness['rejection']

beforeEach(async () => {
  harness = await openJobHarness()
  ;({ at, request, rejection } = harness)
})

afterEach(() => harness[Symbol.asyncDispose]())

const OUTPUT = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/talk.wav</Object></Output>`

function aRequest({ operation = '', rest = '', tag = 'NoiseReduction' } = {}): string {
  return (
    `<Request><Tag>${tag}</Tag><Input><Object>in/talk.mp3</Object></Input>` +
    `<Operation>${operation}${OUTPUT}<UserData>opaque</UserData></Operation>${rest}</Request>`
  )
}

function idsIn(body: string): string[] {
  return [...body.matchAll(/<JobId>(\w+)<\/JobId>/g)].map(([, id = '']) => id)
}

async function runOne(): Promise<void> {
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('nothing to claim')
  await finishOne(at.engine, claim, { kind: 'success', message: 'SUCCESS', result: {}, files: [] })
}

describe('create', () => {
  test('a job is shown as in the protocol', async () => {
    const operation = '<NoiseReduction><Format>wav</Format><Samplerate>16000</Samplerate></NoiseReduction>'
    const answer = await request('POST', '/jobs', { body: aRequest({ operation }) })
    expect(answer.replace(/<(JobId|QueueId)>\w+</g, '<$1>*<')).toBe(
      '<Response><JobsDetail><Code>Success</Code><Message/><JobId>*</JobId><State>Submitted</State>' +
        '<CreationTime>2024-05-06T10:00:00+0800</CreationTime><StartTime>-</StartTime><EndTime>-</EndTime>' +
        '<QueueId>*</QueueId><Tag>NoiseReduction</Tag>' +
        `<Input><BucketId>${BUCKET}</BucketId><Region>${REGION}</Region><Object>in/talk.mp3</Object></Input>` +
        '<Operation><NoiseReduction><Format>wav</Format><Samplerate>16000</Samplerate></NoiseReduction>' +
        `${OUTPUT}<UserData>opaque</UserData><JobLevel>0</JobLevel></Operation></JobsDetail></Response>`,
    )
    expect(idsIn(answer)).toEqual([expect.stringMatching(/^j[0-9a-f]{12}1[0-9a-f]{19}$/)])
  })

  test('every path of the job host accepts every job', async () => {
    for (const name of ['pic_jobs', 'ai_jobs', 'asr_jobs', 'doc_jobs', 'file_jobs', 'jobs/']) {
      expect(idsIn(await request('POST', `/${name}`, { body: aRequest() }))).toHaveLength(1)
    }
  })

  test('several operations become several jobs with one input', async () => {
    const operation = `<Operation><Tag>NoiseReduction</Tag>${OUTPUT}</Operation>`
    const input = '<Input><Object>/in/talk.mp3</Object></Input>'
    const answer = await request('POST', '/jobs', {
      body: `<Request>${input}${operation.repeat(6)}</Request>`,
    })
    expect(new Set(idsIn(answer)).size).toBe(6)
    expect(answer.match(/<Object>in\/talk.mp3<\/Object>/g)).toHaveLength(6)
    const seven = `<Request>${input}${operation.repeat(7)}</Request>`
    expect(await rejection('POST', '/jobs', { body: seven })).toMatch(/^InvalidArgument.*6/)
  })

  test.each([
    `<Url>https://${BUCKET}.cos.${REGION}.myqcloud.com/in/talk.mp3</Url>`,
    `<Object>in/talk.mp3</Object><Url>http://${BUCKET}.cos.${REGION}.myqcloud.com/in/talk.mp3</Url>`,
    `<Object>/in/talk.mp3</Object><BucketId>${BUCKET}</BucketId><Region>${REGION}</Region>`,
  ])('an object of the own bucket is named by %s', async (input) => {
    const body = aRequest().replace('<Object>in/talk.mp3</Object>', input)
    expect(await request('POST', '/jobs', { body })).toContain('<Object>in/talk.mp3</Object></Input>')
  })

  test.each([
    [
      '<Url>https://other-1250000000.cos.ap-guangzhou.myqcloud.com/a</Url>',
      /Input.Url must be the address of/,
    ],
    [
      `<Object>a</Object><Url>https://${BUCKET}.cos.${REGION}.myqcloud.com/b</Url>`,
      /Input.Object and Input.Url name different objects/,
    ],
    ['<Object>a</Object><Bucket>other-1250000000</Bucket>', /Input is in other-1250000000/],
    ['<Object>a</Object><Region>ap-beijing</Region>', /Input.Region is ap-beijing/],
  ])('an Input of %s is refused', async (input, message) => {
    const body = aRequest().replace('<Object>in/talk.mp3</Object>', input)
    expect(await rejection('POST', '/jobs', { body })).toMatch(message)
  })

  test.each([
    ['<CallBackKafkaConfig><Topic>t</Topic></CallBackKafkaConfig>', '', 'CallBackKafkaConfig.Topic'],
    ['', '<EncryptKey>k</EncryptKey>', 'Operation.EncryptKey'],
  ])('what nobody reads is refused by name: %s%s', async (rest, operation, path) => {
    const body = aRequest({ rest, operation: `<TemplateId/>${operation}` })
    expect(await rejection('POST', '/jobs', { body })).toBe(
      `NotImplemented: ${path} is not implemented here.`,
    )
  })

  test.each([
    ['a tag this release lacks', aRequest({ tag: 'Transcode' }), /^NotImplemented.*Transcode/],
    ['a tag nobody knows', aRequest({ tag: 'Nonsense' }), /^InvalidArgument.*Nonsense/],
    ['a template', aRequest({ operation: '<TemplateId>t1abc</TemplateId>' }), /^TemplateNotFound.*t1abc/],
    ['an unknown queue', aRequest({ rest: '<QueueId>p0</QueueId>' }), /^QueueNotFound.*p0/],
    [
      'a private callback address',
      aRequest({ rest: '<CallBack>http://10.0.0.1/</CallBack>' }),
      /^InvalidArgument.*CallBack/,
    ],
    [
      'a format that is none',
      aRequest({ operation: '<NoiseReduction><Format>ogg</Format></NoiseReduction>' }),
      /^InvalidArgument.*mp3, m4a, wav/,
    ],
    [
      'a sample rate that is none',
      aRequest({ operation: '<NoiseReduction><SampleRate>22050</SampleRate></NoiseReduction>' }),
      /^InvalidArgument.*48000/,
    ],
    ['no body', '', /^MissingContent.*body/],
  ])('%s is refused', async (_what, body, error) => {
    expect(await rejection('POST', '/jobs', { body })).toMatch(error)
  })
})

describe('query', () => {
  test('jobs are found by id, only through their own bucket', async () => {
    const [id = ''] = idsIn(await request('POST', '/jobs', { body: aRequest() }))
    await runOne()
    const answer = await request('GET', `/jobs/${id},jdead`)
    expect(idsIn(answer)).toEqual([id])
    expect(answer).toContain('<Message>SUCCESS</Message>')
    // Progress is for the transcoding tags.
    expect(answer).toContain('<State>Success</State><CreationTime>')
    expect(answer).toMatch(/<NonExistJobIds>jdead<\/NonExistJobIds><\/Response>$/)
    await createBucket(at.engine, { name: 'other-1250000000', region: REGION })
    expect(await request('GET', `/jobs/${id}`, { bucket: 'other-1250000000' })).toBe(
      `<Response><NonExistJobIds>${id}</NonExistJobIds></Response>`,
    )
    expect(await rejection('GET', `/jobs/${id}`, { bucket: 'none-1' })).toMatch(/^NoSuchBucket/)
  })

  test('more than 50 ids are rejected', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `j${index}`).join(',')
    expect(await rejection('GET', `/jobs/${ids}`)).toMatch(/^InvalidArgument/)
  })
})

describe('list', () => {
  test('pages continue with their token, with names in any case', async () => {
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) ids.push((await submitOne(at)).id)
    const first = await request('GET', '/jobs?TAG=NoiseReduction&OrderByTime=asc&Size=3&nexttoken=')
    const token = /<NextToken>(\d+)<\/NextToken>/.exec(first)?.[1] ?? ''
    const second = await request('GET', `/jobs?tag=NoiseReduction&orderByTime=Asc&size=3&nextToken=${token}`)
    expect([...idsIn(first), ...idsIn(second)]).toEqual(ids)
    expect(second).toMatch(/<NextToken\/><\/Response>$/)
  })

  test('a plus that became a space still filters by time, and both ends count', async () => {
    const { id } = await submitOne(at)
    const range = 'startCreationTime=2024-05-06T10:00:00+0800&endCreationTime=2024-05-06T10:00:00%2B0800'
    expect(idsIn(await request('GET', `/jobs?${range}`))).toEqual([id])
    expect(idsIn(await request('GET', '/jobs?startCreationTime=2024-05-06T10:00:01%2B0800'))).toEqual([])
  })

  test('states are filtered, and a filter by workflow or batch excludes other jobs', async () => {
    await submitOne(at)
    await submitOne(at)
    await runOne()
    expect(idsIn(await request('GET', '/jobs?states=Success,Failed'))).toHaveLength(1)
    expect(idsIn(await request('GET', '/jobs?states=All'))).toHaveLength(2)
    expect(idsIn(await request('GET', '/jobs?inputObject=in/talk.mp3'))).toHaveLength(2)
    for (const none of ['workflowId=w1', 'inventoryTriggerJobId=b1', 'tag=Transcode', 'states=Pause']) {
      expect(await request('GET', `/jobs?${none}`)).toBe('<Response><NextToken/></Response>')
    }
  })

  test.each(['size=0', 'size=x', 'states=Gone', 'tag=Nonsense', 'nextToken=x', 'orderByTime=Up'])(
    '%s is refused',
    async (query) => {
      expect(await rejection('GET', `/jobs?${query}`)).toMatch(/^InvalidArgument/)
    },
  )

  test('a size above 100 counts as 100', async () => {
    await submitOne(at)
    expect(idsIn(await request('GET', '/jobs?size=1000'))).toHaveLength(1)
  })
})

test('a waiting job is cancelled with and without the parameter; the answer is empty', async () => {
  const [one, two] = [await submitOne(at), await submitOne(at)]
  expect(await request('PUT', `/jobs/${one.id}?cancel`)).toBe('')
  expect(await request('PUT', `/asr_jobs/${two.id}`)).toBe('')
  expect(await request('GET', `/jobs/${one.id}`)).toContain('<State>Cancel</State>')
  expect(await rejection('PUT', '/jobs/jdead?cancel')).toMatch(/^ResourceNotFound/)
})

describe('queues', () => {
  const notify =
    '<NotifyConfig><State>On</State><Url>https://app.example/cb</Url><Type>Url</Type>' +
    '<Event>TaskFinish,WorkflowFinish</Event><ResultFormat>JSON</ResultFormat></NotifyConfig>'
  const update = (rest: string): string => `<Request><Name>main</Name><State>Paused</State>${rest}</Request>`

  async function queueIdOf(target: string): Promise<string> {
    return /<QueueId>(\w+)</.exec(await request('GET', target))?.[1] ?? ''
  }

  test('each path lists the queue of its family; the accelerated one needs its category', async () => {
    const listed: string[] = []
    for (const name of ['queue', 'picqueue', 'ai_queue', 'asrqueue', 'docqueue', 'file_queue']) {
      const answer = await request('GET', `/${name}?queueIds=&state=All&pageNumber=&pageSize=`)
      expect(answer).toContain('<TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize>')
      listed.push(/<Category>(\w+)</.exec(answer)?.[1] ?? '')
    }
    expect(listed).toEqual([
      'Transcoding',
      'PicProcessing',
      'AIProcess',
      'ASR',
      'DocProcessing',
      'FileProcessing',
    ])
    expect(await request('GET', '/queue?category=SpeedTranscoding')).toContain(
      'queue-speed-transcoding-process-1',
    )
    expect(await request('GET', '/queue?category=CateAll')).toContain('<TotalCount>2</TotalCount>')
    expect(await request('GET', '/docqueue?category=DocProcess')).toContain('<TotalCount>1</TotalCount>')
    expect(await request('GET', '/queue?state=Paused')).toContain('<TotalCount>0</TotalCount>')
  })

  test('queues are found by id, and unknown ids are listed', async () => {
    const id = await queueIdOf('/queue')
    const answer = await request('GET', `/queue?queueIds=${id},p0`)
    expect(answer).toContain(`<QueueId>${id}</QueueId>`)
    expect(answer).toContain('<NonExistPIDs>p0</NonExistPIDs>')
    expect(answer).not.toContain('TotalCount')
  })

  test('an update replaces and returns the queue, under any path', async () => {
    const id = await queueIdOf('/queue')
    at.clock.advance(60_000)
    const answer = await request('PUT', `/docqueue/${id}`, {
      body: update(`${notify}<MaxConcurrent>3</MaxConcurrent>`),
    })
    expect(answer).toBe(
      `<Response><RequestId>NjYz</RequestId><Queue><QueueId>${id}</QueueId><Name>main</Name><State>Paused</State>` +
        '<NotifyConfig><Url>https://app.example/cb</Url><Event>TaskFinish,WorkflowFinish</Event><Type>Url</Type>' +
        '<State>On</State><ResultFormat>JSON</ResultFormat><MqMode/><MqName/><MqRegion/></NotifyConfig>' +
        '<MaxSize>10000</MaxSize><MaxConcurrent>3</MaxConcurrent><UpdateTime>2024-05-06T10:01:00+0800</UpdateTime>' +
        `<CreateTime>2024-05-06T10:00:00+0800</CreateTime><Category>Transcoding</Category><BucketId>${BUCKET}</BucketId>` +
        '</Queue></Response>',
    )
    expect(await request('POST', '/jobs', { body: aRequest() })).toContain('<State>Pause</State>')
  })

  test.each([
    ['no NotifyConfig', '', /^InvalidArgument.*NotifyConfig/],
    ['a private address', notify.replace('app.example', '192.168.0.1'), /^InvalidArgument.*NotifyConfig.Url/],
    ['a queue of Kafka', notify.replace('>Url<', '>Kafka<'), /^NotImplemented.*NotifyConfig.Type Kafka/],
    [
      'a message queue without a broker',
      notify.replace('<Type>Url<', '<MqName>q</MqName><MqRegion>hk</MqRegion><Type>TDMQ<'),
      /^InvalidArgument.*NotifyConfig.MqRegion is hk.*LEMNIS_TDMQ/,
    ],
    ['an event nobody knows', notify.replace('TaskFinish', 'TaskBegin'), /^InvalidArgument.*Event/],
    ['no address though it is on', notify.replace(/<Url>.*<\/Url>/, ''), /^InvalidArgument.*Url is required/],
  ])('%s is refused', async (_what, rest, error) => {
    const id = await queueIdOf('/queue')
    expect(await rejection('PUT', `/queue/${id}`, { body: update(rest) })).toMatch(error)
  })

  test('an unknown queue is not updated', async () => {
    expect(await rejection('PUT', '/queue/p0', { body: update(notify) })).toMatch(/^QueueNotFound/)
  })
})

describe('a job with a message queue', () => {
  const asking = (rest: string): string => aRequest().replace('</Request>', `${rest}</Request>`)
  const type = '<CallBackType>TDMQ</CallBackType>'
  const config = (inner: string): string => asking(`${type}<CallBackMqConfig>${inner}</CallBackMqConfig>`)

  test.each([
    ['names none', asking(type), /^InvalidArgument.*CallBackMqConfig.MqName is required/],
    [
      'names no region',
      config('<MqName>q</MqName>'),
      /^InvalidArgument.*CallBackMqConfig.MqRegion is required/,
    ],
    [
      'names a region without a broker',
      config('<MqName>q</MqName><MqRegion>hk</MqRegion>'),
      /^InvalidArgument.*CallBackMqConfig.MqRegion is hk.*LEMNIS_TDMQ/,
    ],
  ])('is refused when it %s', async (_, body, error) => {
    expect(await rejection('POST', '/jobs', { body })).toMatch(error)
  })

  test('is accepted if it names one in a region with a broker, or its queue completes it', async () => {
    await request('POST', '/jobs', { body: config('<MqName>q</MqName><MqRegion>gz</MqRegion>') })
    const notify =
      '<NotifyConfig><State>On</State><Type>TDMQ</Type><Event>TaskFinish</Event>' +
      '<MqName>q</MqName><MqRegion>gz</MqRegion></NotifyConfig>'
    const list = await request('GET', '/queue')
    const id = /<QueueId>(.*?)<\/QueueId>/.exec(list)?.[1] ?? ''
    await request('PUT', `/queue/${id}`, {
      body: `<Request><Name>main</Name><State>Active</State>${notify}</Request>`,
    })
    expect(await request('GET', '/queue')).toContain(
      '<MqMode>Queue</MqMode><MqName>q</MqName><MqRegion>gz</MqRegion></NotifyConfig>',
    )
    await request('POST', '/jobs', { body: asking(type) })
  })
})

test('a new bucket works, can be activated once, and rejects jobs once closed', async () => {
  await request('POST', '/jobs', { body: aRequest() })
  expect(await request('POST', '/mediabucket')).toBe(
    `<Response><RequestId>NjYz</RequestId><MediaBucket><BucketId>${BUCKET}</BucketId><Name>${BUCKET}</Name>` +
      `<Region>${REGION}</Region><CreateTime>2024-05-06T10:00:00+0800</CreateTime></MediaBucket></Response>`,
  )
  expect(await rejection('POST', '/mediabucket')).toMatch(/^MediaBucketAlreadyBinded/)
  expect(await request('GET', '/mediabucket?bucketName=media', { bucket: 'none' })).toContain(
    '<MediaBucketList>',
  )
  await request('DELETE', '/mediabucket')
  expect(await rejection('POST', '/jobs', { body: aRequest() })).toMatch(/^MediaBucketUnBinded/)
  expect(await request('GET', '/mediabucket')).toContain('<TotalCount>0</TotalCount>')
  expect(await request('GET', '/picbucket?regions=All&bucketNames=')).toContain('<PicBucketList>')
  await request('POST', '/mediabucket')
  await request('POST', '/jobs', { body: aRequest() })
})

test('an unsupported path is NotImplemented, and an unknown one InvalidUrl', async () => {
  expect(await rejection('POST', '/playKey/')).toMatch(/^NotImplemented.*playKey/)
  expect(await rejection('GET', '/nonsense')).toMatch(/^InvalidUrl/)
  expect(await rejection('GET', '/jobs/a/b')).toMatch(/^InvalidUrl/)
  expect(await rejection('DELETE', '/jobs')).toMatch(/^MethodNotAllowed/)
})

test('a restricted key submits no job that writes elsewhere, and lists no other bucket', async () => {
  await createBucket(at.engine, { name: 'other-1250000000', region: REGION })
  const rights: Rights = { buckets: new Set([BUCKET]), policies: [] }
  const elsewhere = aRequest().replace(`<Bucket>${BUCKET}`, '<Bucket>other-1250000000')
  expect(await rejection('POST', '/jobs', { body: elsewhere, rights })).toContain('AccessDenied')
  expect(await rejection('POST', '/jobs', { body: elsewhere })).toBe('answered')
  expect(await rejection('GET', '/queue', { bucket: 'other-1250000000', rights })).toContain('AccessDenied')
  const names = (body: string): string[] =>
    [...body.matchAll(/<BucketId>(.*?)</g)].map(([, name = '']) => name)
  expect(names(await request('GET', '/mediabucket', { rights }))).toEqual([BUCKET])
  expect(names(await request('GET', '/mediabucket'))).toContain('other-1250000000')
})
