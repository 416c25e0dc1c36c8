import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { workflowFinishBody, type FinishedWorkflow } from './workflow-finish-body.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const CREATED = Date.parse('2024-05-06T10:00:00+08:00')

const finished: FinishedWorkflow = {
  workflowId: `w${'1'.repeat(32)}`,
  workflowName: 'wf-1',
  runId: `i${'2'.repeat(32)}`,
  state: 'Success',
  bucketId: 'media-1250000000',
  object: 'in/talk.mp4',
  createTime: CREATED,
  cosHeaders: [
    { key: 'Content-Type', value: 'video/mp4' },
    { key: 'x-cos-request-id', value: 'NjYzODM5MDBfN2YwMDAwMDFfMV8x' },
  ],
  tasks: [
    {
      type: 'Transcode',
      name: 'Transcode_1',
      state: 'Success',
      jobId: `j${'3'.repeat(32)}`,
      template: { id: `t${'4'.repeat(32)}`, name: '720p' },
      createTime: CREATED + 1_000,
      endTime: CREATED + 30_000,
    },
    {
      type: 'Snapshot',
      name: 'Snapshot_2',
      state: 'Success',
      jobId: `j${'5'.repeat(32)}`,
      template: { id: `t${'6'.repeat(32)}`, name: 'cover' },
      createTime: CREATED + 30_000,
      endTime: CREATED + 31_000,
    },
  ],
  timeZone: 480,
}

const XML = { format: 'XML', json: 'native' } as const
const PAGE = { format: 'JSON', json: 'page' } as const
const NATIVE = { format: 'JSON', json: 'native' } as const

const golden = (name: string): string =>
  readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8').trim()

test('XML and JSON are the bytes of the golden files', () => {
  const xml = workflowFinishBody(finished, XML)
  expect(xml).toEqual({ body: golden('workflow-finish.xml'), contentType: 'application/xml' })
  const json = { body: golden('workflow-finish.json'), contentType: 'application/json' }
  // Where nothing is empty, both shapes of it are alike.
  expect(workflowFinishBody(finished, PAGE)).toEqual(json)
  expect(workflowFinishBody(finished, NATIVE)).toEqual(json)
})

const shared = process.env['LEMNIS_SHARED']

test('both have the names and the order of the published pages', skipWithout('published-pages'), () => {
  const published = (extension: string): string =>
    readFileSync(path.join(shared ?? '', `protocol/examples/WorkflowFinish.callback.${extension}`), 'utf8')
  const tags = (xml: string): readonly string[] => xml.match(/<\/?\w+\/?>/g) ?? []
  expect(tags(workflowFinishBody(finished, XML).body)).toEqual(tags(published('xml')))
  const keys = (json: string): readonly string[] => json.match(/"\w+":|[[\]{}]/g) ?? []
  const compact = JSON.stringify(JSON.parse(published('json')))
  expect(keys(workflowFinishBody(finished, NATIVE).body)).toEqual(keys(compact))
})

test('without headers and templates their elements are absent', () => {
  const [task] = finished.tasks
  if (!task) throw new Error('no task')
  const bare = { ...finished, cosHeaders: [], tasks: [{ ...task, template: undefined, jobId: undefined }] }
  const native = workflowFinishBody(bare, NATIVE).body
  expect(native).not.toMatch(/CosHeaders|Template/)
  expect(native).toContain('"JobId":""')
  expect(workflowFinishBody(bare, PAGE).body).not.toMatch(/CosHeaders|Template|JobId/)
})
