import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import COS from 'cos-nodejs-sdk-v5'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver } from '../../callback-receiver.ts'
import { askJobs, openSdk, type JobCall } from '../../sdk-client.ts'
import { noisyTone } from '../../tone.ts'

const Bucket = 'media-1250000000'
const Region = 'ap-chongqing'
const JOBS_HOST = `http://${Bucket}.ci.${Region}.myqcloud.com`

let service: RunningService
let receiver: CallbackReceiver
let cos: COS

beforeAll(async () => {
  service = await startService()
  receiver = await startReceiver()
  cos = openSdk(service)
}, 60_000)

afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const ci = (call: Omit<JobCall, 'bucket' | 'region'>): Promise<COS.RequestResult> =>
  askJobs(cos, { bucket: Bucket, region: Region, ...call })

function submission(options: { output: string; callback?: string; format?: string; input?: string }): string {
  return COS.util.json2xml({
    Request: {
      Tag: 'NoiseReduction',
      Input: { Object: options.input ?? 'in/talk.wav' },
      Operation: {
        NoiseReduction: { Format: path.extname(options.output).slice(1), SampleRate: '16000' },
        Output: { Region, Bucket, Object: options.output },
        UserData: 'from the Node SDK',
        JobLevel: '0',
      },
      ...(options.callback === undefined ? {} : { CallBack: options.callback }),
      ...(options.format === undefined ? {} : { CallBackFormat: options.format }),
    },
  })
}

interface Detail {
  JobId: string
  State: string
  Code: string
  [field: string]: unknown
}

async function untilDone(id: string): Promise<Detail> {
  for (let tries = 0; tries < 300; tries += 1) {
    const detail: Detail = (await ci({ path: `jobs/${id}` })).Response.JobsDetail
    if (['Success', 'Failed', 'Cancel'].includes(detail.State)) return detail
    await sleep(100)
  }
  throw new Error(`job ${id} did not end`)
}

describe('objects through the official SDK', () => {
  test('a bucket is made, found, and refused a second time', async () => {
    await cos.putBucket({ Bucket, Region })
    expect((await cos.headBucket({ Bucket, Region })).statusCode).toBe(200)
    await expect(cos.putBucket({ Bucket, Region })).rejects.toMatchObject({ code: 'BucketAlreadyOwnedByYou' })
    const { Buckets } = await cos.getService({ Region })
    expect(Buckets).toContainEqual(expect.objectContaining({ Name: Bucket, Location: Region }))
  })

  test('an object comes back byte for byte, with its headers, ranges and conditions', async () => {
    const Key = '目录/a (1)+b&c=%.bin'
    const bytes = randomBytes(100_000)
    const put = await cos.putObject({
      Bucket,
      Region,
      Key,
      Body: bytes,
      ContentType: 'application/x-test',
      Headers: { 'x-cos-meta-who': 'sdk' },
    })
    const head = await cos.headObject({ Bucket, Region, Key })
    expect(head.headers).toMatchObject({
      etag: put.ETag,
      'content-length': '100000',
      'x-cos-meta-who': 'sdk',
    })
    const whole = await cos.getObject({ Bucket, Region, Key })
    expect(bytes.equals(whole.Body)).toBe(true)
    const part = await cos.getObject({ Bucket, Region, Key, Range: 'bytes=10-19' })
    expect(part.statusCode).toBe(206)
    expect(bytes.subarray(10, 20).equals(part.Body)).toBe(true)
    await expect(cos.getObject({ Bucket, Region, Key, IfMatch: '"other"' })).rejects.toMatchObject({
      statusCode: 412,
    })
    const listed = await cos.getBucket({ Bucket, Region, Prefix: '目录/' })
    expect(listed.Contents.map((entry) => entry.Key)).toEqual([Key])
    await cos.putObjectCopy({
      Bucket,
      Region,
      Key: 'copy.bin',
      CopySource: `${Bucket}.cos.${Region}.myqcloud.com/${encodeURIComponent(Key)}`,
    })
    await cos.deleteObject({ Bucket, Region, Key })
    await expect(cos.getObject({ Bucket, Region, Key })).rejects.toMatchObject({
      statusCode: 404,
      code: 'NoSuchKey',
    })
    expect(bytes.equals((await cos.getObject({ Bucket, Region, Key: 'copy.bin' })).Body)).toBe(true)
  })

  test('50 MB go up in parts and come back the same', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-sdk-'))
    const FilePath = path.join(folder, 'large.bin')
    const bytes = randomBytes(50 * 1024 * 1024)
    await writeFile(FilePath, bytes)
    const uploaded = await cos.sliceUploadFile({
      Bucket,
      Region,
      Key: 'large.bin',
      FilePath,
      SliceSize: 5 * 1024 * 1024,
    })
    expect(uploaded.ETag).toMatch(/^"[0-9a-f]{32}-10"$/)
    const back = path.join(folder, 'back.bin')
    await cos.getObject({ Bucket, Region, Key: 'large.bin', Output: createWriteStream(back) })
    expect(bytes.equals(await readFile(back))).toBe(true)
    await cos.deleteMultipleObject({ Bucket, Region, Objects: [{ Key: 'large.bin' }, { Key: 'copy.bin' }] })
    expect((await cos.getBucket({ Bucket, Region })).Contents).toEqual([])
    await rm(folder, { recursive: true })
  })
})

describe('jobs through the official SDK', () => {
  beforeAll(async () => {
    await cos.putObject({ Bucket, Region, Key: 'in/talk.wav', Body: noisyTone(3) })
  })

  test(
    'a job is submitted, read, listed, and its XML callback arrives signed',
    { timeout: 60_000 },
    async () => {
      const submitted = await ci({
        method: 'POST',
        path: 'jobs',
        body: submission({ output: 'out/a.wav', callback: `${receiver.url}/xml` }),
      })
      const job: Detail = submitted.Response.JobsDetail
      expect(job).toMatchObject({
        Code: 'Success',
        State: 'Submitted',
        StartTime: '-',
        EndTime: '-',
        Tag: 'NoiseReduction',
      })
      const done = await untilDone(job.JobId)
      expect(done).toMatchObject({ State: 'Success', Message: 'SUCCESS', Code: 'Success' })
      const callback = await receiver.next(({ body }) => body.includes(job.JobId))
      expect(callback.headers['content-type']).toContain('application/xml')
      expect(callback.body).toMatch(
        /^<Response><EventName>TaskFinish<\/EventName><JobsDetail><Code>Success<\/Code>/,
      )
      expect(COS.util.xml2json(callback.body).Response.JobsDetail).toMatchObject({
        JobId: job.JobId,
        State: 'Success',
      })
      verify(callback)
      const listed = await ci({
        path: 'jobs',
        query: { tag: 'NoiseReduction', states: 'Success', size: '1' },
      })
      expect(listed.Response.JobsDetail.JobId).toBe(job.JobId)
      const output = await cos.getObject({ Bucket, Region, Key: 'out/a.wav' })
      const data = output.Body.indexOf('data')
      expect(output.Body.readUInt32LE(data + 4)).toBe(3 * 16_000 * 2)
    },
  )

  test(
    'the queue’s NotifyConfig takes over when the job names no callback, here in JSON',
    { timeout: 60_000 },
    async () => {
      const queue = (await ci({ path: 'queue', query: { state: 'Active' } })).Response.QueueList
      const updated = await ci({
        method: 'PUT',
        path: `queue/${queue.QueueId}`,
        body: COS.util.json2xml({
          Request: {
            Name: 'main',
            State: 'Active',
            NotifyConfig: {
              State: 'On',
              Event: 'TaskFinish,WorkflowFinish',
              ResultFormat: 'JSON',
              Type: 'Url',
              Url: `${receiver.url}/json`,
            },
          },
        }),
      })
      expect(updated.Response.Queue.NotifyConfig).toMatchObject({ State: 'On', ResultFormat: 'JSON' })
      const submitted = await ci({ method: 'POST', path: 'jobs', body: submission({ output: 'out/b.mp3' }) })
      const { JobId } = submitted.Response.JobsDetail
      const callback = await receiver.next(({ body }) => body.includes(JobId))
      expect(callback.headers['content-type']).toContain('application/json')
      expect(JSON.parse(callback.body)).toMatchObject({
        EventName: 'TaskFinish',
        JobsDetail: [
          { JobId, State: 'Success', Operation: { UserData: 'from the Node SDK', JobLevel: '0' } },
        ],
      })
      verify(callback)
    },
  )

  test('a job of a paused queue waits as Pause, is cancelled, and sends nothing', async () => {
    const { QueueId } = (await ci({ path: 'queue' })).Response.QueueList
    const state = (State: string): Promise<unknown> =>
      ci({
        method: 'PUT',
        path: `queue/${QueueId}`,
        body: COS.util.json2xml({ Request: { Name: 'main', State, NotifyConfig: { State: 'Off' } } }),
      })
    await state('Paused')
    const submitted = await ci({
      method: 'POST',
      path: 'jobs',
      body: submission({ output: 'out/c.wav', callback: `${receiver.url}/never` }),
    })
    const { JobId } = submitted.Response.JobsDetail
    expect((await ci({ path: `jobs/${JobId}` })).Response.JobsDetail.State).toBe('Pause')
    const cancelled = await cos.request({
      Bucket,
      Region,
      Method: 'PUT',
      Key: `jobs/${JobId}`,
      Url: `${JOBS_HOST}/jobs/${JobId}`,
      Action: 'cancel',
    })
    expect(cancelled.statusCode).toBe(200)
    await state('Active')
    expect((await ci({ path: `jobs/${JobId}` })).Response.JobsDetail.State).toBe('Cancel')
    const unknown = await ci({ path: `jobs/${JobId},j00000000000000000000000000000000` })
    expect(unknown.Response.NonExistJobIds).toBe('j00000000000000000000000000000000')
    expect(receiver.received.filter((callback) => callback.path === '/never')).toEqual([])
  })

  test(
    'a missing input ends as Failed with a code, and the callback says so',
    { timeout: 60_000 },
    async () => {
      const submitted = await ci({
        method: 'POST',
        path: 'jobs',
        body: submission({
          output: 'out/d.wav',
          input: 'nothing-here.wav',
          callback: `${receiver.url}/failed`,
        }),
      })
      const { JobId } = submitted.Response.JobsDetail
      const callback = await receiver.next(({ body }) => body.includes(JobId))
      expect(callback.body).toContain('<Code>ResourceNotFound</Code>')
      expect(callback.body).toContain('<State>Failed</State>')
    },
  )
})

function verify(callback: { body: string; headers: NodeJS.Dict<string | string[]> }): void {
  const header = (name: string): string => String(callback.headers[name])
  new Webhook(service.webhookSecret).verify(
    callback.body,
    {
      'webhook-id': header('webhook-id'),
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    },
    { jsonParse: false },
  )
}
