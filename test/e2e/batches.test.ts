import type COS from 'cos-nodejs-sdk-v5'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { askJobs, openSdk } from '../sdk-client.ts'
import { noisyTone } from '../tone.ts'

const Bucket = 'media-1250000000'
const Region = 'ap-chongqing'

let service: RunningService
let receiver: CallbackReceiver
let cos: COS

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${Bucket}@${Region}`, LEMNIS_DENOISE: 'fast' },
  })
  receiver = await startReceiver()
  cos = openSdk(service)
}, 60_000)

afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const detail = z.looseObject({ JobId: z.string(), State: z.string() })
/** What is looked at of an answer, as the SDK reads it; of one JobsDetail it makes no array. */
const answered = z.looseObject({ JobsDetail: z.union([detail, z.array(detail)]).optional() })

/** The details that a call of the job API is answered with, through the SDK's own generic request. */
async function ci(
  method: string,
  key: string,
  { request, query }: { request?: object; query?: Record<string, string> } = {},
): Promise<readonly z.infer<typeof detail>[]> {
  const call = { bucket: Bucket, region: Region, method, path: key, query, body: request }
  const answer = await askJobs(cos, call)
  const { JobsDetail = [] } = answered.parse(answer.Response ?? {})
  return [JobsDetail].flat()
}

/** With what the vendor's protocol does not have, as well. */
const params = { NoiseReduction: { Format: 'wav', Loudness: '-30', SampleRate: '8000', Strength: '60' } }
const operation = {
  Tag: 'NoiseReduction',
  JobParam: params,
  Output: { Region, Bucket, Object: 'out/${InventoryTriggerJobId}/${InputName}.wav' },
}

test(
  'a batch over a prefix and one over a list run through to their callbacks and outputs',
  { timeout: 60_000 },
  async () => {
    for (const name of ['a', 'b', 'c'])
      await cos.putObject({ Bucket, Region, Key: `in/${name}.wav`, Body: noisyTone(1) })
    const list = ['a', 'c'].map((name) => `https://${Bucket}.cos.${Region}.myqcloud.com/in/${name}.wav`)
    await cos.putObject({ Bucket, Region, Key: 'list.txt', Body: list.join('\n') })

    for (const [Input, names] of [
      [{ Prefix: 'in/' }, ['a', 'b', 'c']],
      [{ UrlFile: 'list.txt' }, ['a', 'c']],
    ] as const) {
      const before = receiver.received.length
      const Operation = { ...operation, CallBack: `${receiver.url}/cb`, CallBackFormat: 'JSON' }
      const request = { Name: 'clean', Type: 'Job', Input, Operation }
      const [made] = await ci('POST', 'inventorytriggerjob', { request })
      const id = made?.JobId ?? ''
      expect(made).toMatchObject({ Type: 'Job', Name: 'clean', State: 'Running', Input, EndTime: '-' })
      const state = async (): Promise<string | undefined> =>
        (await ci('GET', `inventorytriggerjob/${id}`))[0]?.State
      for (let tries = 0; tries < 300 && (await state()) !== 'Success'; tries += 1) await sleep(100)
      expect(await state()).toBe('Success')
      const jobs = await ci('GET', 'jobs', { query: { inventoryTriggerJobId: id, orderByTime: 'Asc' } })
      expect(jobs).toMatchObject(
        names.map((name) => ({
          State: 'Success',
          Input: { Object: `in/${name}.wav` },
          Operation: { ...params, Output: { Object: `out/${id}/${name}.wav` } },
        })),
      )
      for (const name of names) await cos.headObject({ Bucket, Region, Key: `out/${id}/${name}.wav` })
      for (let tries = 0; tries < 100 && receiver.received.length < before + names.length; tries += 1)
        await sleep(100)
      expect(receiver.received).toHaveLength(before + names.length)
    }
  },
)

test(
  'a batch that finds nothing ends by itself, and is listed by its name',
  { timeout: 40_000 },
  async () => {
    const request = { Name: 'none', Type: 'Job', Input: { Prefix: 'nothing/' }, Operation: operation }
    const [made] = await ci('POST', 'inventorytriggerjob', { request })
    const listed = async () =>
      ci('GET', 'inventorytriggerjob', {
        query: { name: 'none', states: 'Success', size: '10', nextToken: '' },
      })
    for (let tries = 0; tries < 100 && (await listed()).length === 0; tries += 1) await sleep(100)
    expect(await listed()).toMatchObject([{ JobId: made?.JobId, State: 'Success' }])
    const cancel = { query: { cancel: '' } }
    await expect(ci('PUT', `inventorytriggerjob/${made?.JobId ?? ''}`, cancel)).rejects.toMatchObject({
      code: 'InvalidArgument',
    })
  },
)
