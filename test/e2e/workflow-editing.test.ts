import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  startedExecutionSchema,
  workflowDetailSchema,
  workflowNodeListSchema,
} from '../../packages/server/src/api-schemas/workflows.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin, askChecked, type AdminAnswer, type AdminRequest } from '../admin-client.ts'
import { ApiDocument } from '../api-document.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const READ_TOKEN = 'a-read-token-for-tests'

let service: RunningService
let document: ApiDocument

beforeAll(async () => {
  service = await startService({
    settings: {
      LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
      LEMNIS_DENOISE: 'fast',
      LEMNIS_READ_TOKEN: READ_TOKEN,
    },
  })
  document = new ApiDocument((await askAdmin(service, '/openapi.json')).body)
  await signedRequest(service, {
    ...{ method: 'PUT', path: '/elsewhere/talk.wav', host: `${BUCKET}.cos.${REGION}.myqcloud.com` },
    body: noisyTone(1),
  })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

/** Asks, and holds the answer against the document of the API. */
function ask(route: string, request: AdminRequest = {}): Promise<AdminAnswer> {
  return askChecked({ service, document }, route, request)
}

const output = (Object: string) => ({ Output: { Region: REGION, Bucket: BUCKET, Object } })

/** With elements that few forms know. */
function request({ Name = 'calls', next = 'End', more = {} } = {}) {
  return {
    MediaWorkflow: {
      Name,
      Topology: {
        Dependencies: { Start: 'NoiseReduction_1', NoiseReduction_1: next },
        Nodes: {
          Start: {
            Type: 'Start',
            Input: {
              ObjectPrefix: 'calls/',
              ExtFilter: { State: 'On', Audio: 'true', Custom: 'true', CustomExts: 'pcm/raw' },
              NotifyConfig: { State: 'Off' },
            },
          },
          NoiseReduction_1: {
            Type: 'NoiseReduction',
            Operation: {
              NoiseReduction: { Format: 'wav' },
              UserData: 'kept',
              JobLevel: '2',
              ...output('clean/${RunId}/${InputName}.${Ext}'),
            },
          },
          ...more,
        },
      },
    },
  }
}

const detail = (answer: AdminAnswer) => workflowDetailSchema.parse(answer.body)

async function create(body: object | string): Promise<z.infer<typeof workflowDetailSchema>> {
  const answer = await ask('/workflows', { body: { bucket: BUCKET, request: body } })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return detail(answer)
}

test('a workflow is made of JSON or of XML, and what it is shown as makes the same again', async () => {
  const made = await create(request())
  expect(made).toMatchObject({
    name: 'calls',
    state: 'Active',
    bucket: BUCKET,
    nodes: [{}, { next: ['End'] }],
  })
  expect(made.request).toMatchObject(request())
  const ofJson = await create(made.request)
  const ofXml = await create(made.xml)
  expect(ofJson.request).toEqual(made.request)
  expect(ofXml.request).toEqual(made.request)
  expect(ofXml.xml).toBe(made.xml)
  for (const { id } of [ofJson, ofXml])
    expect((await ask(`/workflows/${id}`, { method: 'DELETE' })).body).toEqual({ deleted: id })
  expect((await ask(`/workflows/${ofXml.id}`, { method: 'DELETE' })).status).toBe(404)
})

test('it is replaced while it is active, but not over what somebody else changed meanwhile', async () => {
  const { id, updatedAt, request: before } = detail(await ask('/workflows/calls'))
  const path = `/workflows/${id}`
  const paused = detail(await ask(path, { method: 'PATCH', body: { state: 'Paused' } }))
  expect(paused.state).toBe('Paused')
  const change = { request: request({ Name: 'calls-2' }) }
  const late = await ask(path, { method: 'PATCH', body: { ...change, ifUpdatedAt: updatedAt } })
  expect(late.status).toBe(409)
  const body = { ...change, ifUpdatedAt: paused.updatedAt }
  const replaced = detail(await ask(path, { method: 'PATCH', body }))
  expect(replaced).toMatchObject({ id, name: 'calls-2', state: 'Active' })
  expect((await ask(path, { method: 'PATCH', body: { request: before } })).status).toBe(200)
  for (const wrong of [{}, { state: 'Active', request: before }, { state: 'Gone' }])
    expect((await ask(path, { method: 'PATCH', body: wrong })).status).toBe(400)
})

const segment = { Segment_2: { Type: 'Segment', Operation: {} } }
const transcode = { Transcode_2: { Type: 'Transcode', Operation: output('a.mp4') } }
const REFUSED = [
  ['a type that may not follow', request({ next: 'Segment_2', more: segment }), ['Segment_2']],
  ['a node without its parameters', request({ next: 'Transcode_2', more: transcode }), undefined],
  ['a node that is not described', request({ next: 'Nothing_2' }), ['NoiseReduction_1']],
  ['a node that nothing leads to', request({ more: transcode }), ['Transcode_2']],
  ['a start without a prefix', request({ more: { Start: { Type: 'Start', Input: {} } } }), ['Start']],
] as const

test.each(REFUSED)('%s is refused, and the answer names the nodes', async (_, wrong, nodes) => {
  const { status, body } = await ask('/workflows', { body: { bucket: BUCKET, request: wrong } })
  expect(status).toBe(400)
  expect(body).toMatchObject({ error: { nodes: nodes ?? ['Transcode_2'] } })
})

test('types of nodes are listed with what may follow', async () => {
  const { nodes } = workflowNodeListSchema.parse((await ask('/workflow-nodes')).body)
  expect(nodes.find(({ type }) => type === 'NoiseReduction')).toMatchObject({ next: ['Transcode', 'End'] })
})

test('a run is started by hand on an object that no trigger sees', { timeout: 60_000 }, async () => {
  const answer = await ask('/workflows/calls/trigger', { body: { object: 'elsewhere/talk.wav' } })
  const { started } = startedExecutionSchema.parse(answer.body)
  const run = z.object({ state: z.string() })
  const state = async (): Promise<string> => run.parse((await ask(`/executions/${started}`)).body).state
  for (let tries = 0; tries < 300 && (await state()) === 'Running'; tries += 1) await sleep(100)
  expect((await ask(`/executions/${started}`)).body).toMatchObject({
    state: 'Success',
    nodes: [{ node: 'Start' }, { node: 'NoiseReduction_1', next: ['End'], template: null }],
  })
  expect((await ask('/workflows/calls/trigger', { body: { object: 'none' } })).status).toBe(400)
  expect((await ask('/workflows/none/trigger', { body: { object: 'none' } })).status).toBe(404)
})

test('who reads only sees workflows and changes none', async () => {
  const token = READ_TOKEN
  expect((await ask('/workflows/calls', { token })).status).toBe(200)
  expect((await ask('/workflow-nodes', { token })).status).toBe(200)
  for (const [method, route, body] of [
    ['POST', '/workflows', { bucket: BUCKET, request: request() }],
    ['PATCH', '/workflows/calls', { state: 'Paused' }],
    ['DELETE', '/workflows/calls', undefined],
    ['POST', '/workflows/calls/trigger', { object: 'elsewhere/talk.wav' }],
  ] as const)
    expect((await ask(route, { method, token, ...(body && { body }) })).status).toBe(403)
})
