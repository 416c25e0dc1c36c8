import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type COS from 'cos-nodejs-sdk-v5'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCallback } from '@lemnis/receiver'
import { ffmpeg, ffprobe } from '../../../tooling/ffprobe.ts'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { askAdmin } from '../../admin-client.ts'
import { startReceiver, type CallbackReceiver, type ReceivedCallback } from '../../callback-receiver.ts'
import { askJobs, openSdk } from '../../sdk-client.ts'
import { skipWithout } from '../../../tooling/skip-without.ts'

const Bucket = 'media-1250000000'
const Region = 'ap-chongqing'

let service: RunningService
let receiver: CallbackReceiver
let cos: COS
let directory: string

beforeAll(async () => {
  service = await startService()
  receiver = await startReceiver()
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-workflow-'))
  cos = openSdk(service)
  await cos.putBucket({ Bucket, Region })
}, 60_000)

afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

/** What of the answers is looked at. */
interface Answer {
  readonly MediaWorkflow?: { readonly WorkflowId: string; readonly State: string; readonly BucketId: string }
  readonly WorkflowExecution?: { readonly Tasks: readonly { readonly State: string }[] }
}

async function ci(method: string, key: string, body?: object): Promise<Answer> {
  const call = { bucket: Bucket, region: Region, method, path: key, body }
  const answer: { Response?: Answer } = await askJobs(cos, call)
  return answer.Response ?? {}
}

const outputTo = (Object: string) => ({ Output: { Region, Bucket, Object } })

/** With what the vendor's protocol does not have, as well. */
const params = { Format: 'wav', Loudness: '-30', SampleRate: '16000', Strength: '60' }

/** NoiseReduction and Transcode at once, and pictures of what was transcoded. */
function aWorkflow(format: 'XML' | 'JSON'): object {
  return {
    MediaWorkflow: {
      Name: `all-${format}`,
      State: 'Active',
      Topology: {
        Dependencies: {
          Start: 'NoiseReduction_1,Transcode_2',
          NoiseReduction_1: 'End',
          Transcode_2: 'Snapshot_3',
          Snapshot_3: 'End',
        },
        Nodes: {
          Start: {
            Type: 'Start',
            Input: {
              ObjectPrefix: `in-${format}/`,
              NotifyConfig: {
                State: 'On',
                Url: `${receiver.url}/${format}`,
                Event: 'TaskFinish,WorkflowFinish',
                Type: 'Url',
                ResultFormat: format,
              },
              ExtFilter: { State: 'On', Video: 'true' },
            },
          },
          NoiseReduction_1: {
            Type: 'NoiseReduction',
            Operation: {
              NoiseReduction: params,
              ...outputTo('out/${RunId}/clean.wav'),
            },
          },
          Transcode_2: {
            Type: 'Transcode',
            Operation: {
              Transcode: {
                Container: { Format: 'mp4' },
                Video: { Codec: 'H.264', Width: '160', Fps: '10' },
                Audio: { Codec: 'aac' },
              },
              ...outputTo('out/${RunId}/${InputName}.${Ext}'),
            },
          },
          Snapshot_3: {
            Type: 'Snapshot',
            Operation: {
              Snapshot: { Mode: 'Average', Count: '2' },
              ...outputTo('out/${RunId}/p-${Number}.jpg'),
            },
          },
        },
      },
    },
  }
}

function verify({ body, headers }: ReceivedCallback): void {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  expect(() => new Webhook(service.webhookSecret).verify(body, plain, { jsonParse: false })).not.toThrow()
}

async function objectFile(Key: string): Promise<string> {
  const { Body } = await cos.getObject({ Bucket, Region, Key })
  const file = path.join(directory, Key.replaceAll('/', '_'))
  await writeFile(file, Body)
  return file
}

describe('a workflow through the official SDK', skipWithout('ffmpeg'), () => {
  test.each(['XML', 'JSON'] as const)(
    'an upload starts it, and three jobs and its end are told in %s with the headers of the upload',
    { timeout: 90_000 },
    async (format) => {
      const created = await ci('POST', 'workflow', aWorkflow(format))
      const WorkflowId = created.MediaWorkflow?.WorkflowId ?? ''
      expect(created.MediaWorkflow).toMatchObject({ State: 'Active', BucketId: Bucket })
      const clip = path.join(directory, 'clip.mp4')
      await ffmpeg([
        ...['-f', 'lavfi', '-i', 'testsrc2=d=2:s=320x240:r=25', '-f', 'lavfi', '-i', 'sine=d=2'],
        ...['-shortest', '-pix_fmt', 'yuv420p', clip],
      ])
      const Key = `in-${format}/clip.mp4`
      const put = await cos.putObject({
        Bucket,
        Region,
        Key,
        Body: await readFile(clip),
        ContentType: 'video/mp4',
        Headers: { 'x-cos-meta-user': 'u-1' },
      })
      const toldHere = () => receiver.received.filter(({ path: at }) => at === `/${format}`)
      await expect.poll(() => toldHere().length, { timeout: 60_000 }).toBe(4)
      const told = toldHere()
      told.forEach(verify)
      // The Transcode job, whose result is one file, and the Snapshot job: lists, as the settings have it by default.
      const lists = told.filter(({ body }) => body.includes('"ObjectName":["'))
      expect(lists).toHaveLength(format === 'JSON' ? 2 : 0)
      const parsed = told.map(({ body }) => parseCallback(body))
      const jobs = parsed.flatMap((callback) =>
        callback.EventName === 'TaskFinish' ? callback.JobsDetail : [],
      )
      expect(jobs.map(({ Tag, State }) => [Tag, State]).toSorted()).toEqual([
        ['NoiseReduction', 'Success'],
        ['Snapshot', 'Success'],
        ['Transcode', 'Success'],
      ])
      const RunId = jobs[0]?.Workflow?.RunId ?? ''
      const denoised = jobs.find(({ Tag }) => Tag === 'NoiseReduction')
      expect(denoised?.Operation).toMatchObject({ NoiseReduction: params })
      for (const { Input, Workflow, Tag } of jobs) {
        expect(Workflow).toMatchObject({ RunId, WorkflowId, WorkflowName: `all-${format}` })
        expect(Workflow?.Name.split('_')[0]).toBe(Tag)
        expect(Input?.CosHeaders).toEqual([
          { Key: 'Content-Type', Value: 'video/mp4' },
          { Key: 'x-cos-request-id', Value: String(put.headers?.['x-cos-request-id']) },
          { Key: 'EventName', Value: 'cos:ObjectCreated:Put' },
          { Key: 'Size', Value: String((await readFile(clip)).byteLength) },
          { Key: 'x-cos-meta-user', Value: 'u-1' },
        ])
      }
      const finish = parsed.find((callback) => callback.EventName === 'WorkflowFinish')
      expect(finish).toMatchObject({
        WorkflowExecution: { WorkflowId, RunId, State: 'Success', BucketId: Bucket, Object: Key },
      })

      const snapshot = jobs.find(({ Tag }) => Tag === 'Snapshot')
      expect((await askAdmin(service, `/jobs/${snapshot?.JobId}`)).body).toMatchObject({
        outputs: [0, 1].map((number) => ({ bucket: Bucket, object: `out/${RunId}/p-${number}.jpg` })),
        workflow: { runId: RunId, workflowId: WorkflowId, node: 'Snapshot_3' },
        batch: null,
      })

      const { WorkflowExecution } = await ci('GET', `workflowexecution/${RunId}`)
      expect(WorkflowExecution?.Tasks.map(({ State }) => State)).toEqual(Array(3).fill('Success'))
      expect(await ffprobe(await objectFile(`out/${RunId}/clean.wav`))).toMatchObject({
        streams: [{ codec_name: 'pcm_s16le', sample_rate: 16_000, channels: 1 }],
      })
      const video = await ffprobe(await objectFile(`out/${RunId}/clip.mp4`))
      expect(video.streams).toMatchObject([
        { codec_name: 'h264', width: 160, height: 120, nb_read_frames: 20 },
        { codec_name: 'aac' },
      ])
      for (const number of [0, 1]) {
        const picture = await ffprobe(await objectFile(`out/${RunId}/p-${number}.jpg`))
        expect(picture.streams).toMatchObject([{ codec_name: 'mjpeg', width: 160, height: 120 }])
      }
    },
  )
})
