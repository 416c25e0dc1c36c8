import { afterEach, beforeEach, expect, test } from 'vitest'
import { putObject } from '../../../engine/objects/put-object.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { BUCKET, openJobHarness, REGION, REQUEST_ID, type JobHarness } from '../testing/job-harness.ts'

let harness: JobHarness
let request: JobHarness['request']
let rejection: JobHarness['rejection']

beforeEach(async () => {
  harness = await openJobHarness()
  ;({ request, rejection } = harness)
})
afterEach(() => harness[Symbol.asyncDispose]())

const REQUEST = `<RequestId>${REQUEST_ID}</RequestId>`
const NODE =
  '<Type>NoiseReduction</Type><Operation><NoiseReduction><Format>mp3</Format></NoiseReduction>' +
  `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/\${RunId}/\${InputName}.mp3</Object></Output></Operation>`
const TOPOLOGY =
  '<Topology><Dependencies><Start>NoiseReduction_1</Start><NoiseReduction_1>End</NoiseReduction_1></Dependencies>' +
  '<Nodes><Start><Type>Start</Type><Input><ObjectPrefix>in/</ObjectPrefix></Input></Start>' +
  `<NoiseReduction_1>${NODE}</NoiseReduction_1></Nodes></Topology>`

const aWorkflow = ({ name = 'wf-1', state = 'Active', topology = TOPOLOGY } = {}) => ({
  body:
    `<Request><MediaWorkflow><Name>${name}</Name><State>${state}</State>${topology}` +
    '</MediaWorkflow></Request>',
})

/** A workflow as answers show it, without the element around it. */
function shown(id: string, { name = 'wf-1', state = 'Active', updated = '10:00:00' } = {}): string {
  return (
    `<Name>${name}</Name><WorkflowId>${id}</WorkflowId><State>${state}</State>` +
    `<CreateTime>2024-05-06T10:00:00+0800</CreateTime><UpdateTime>2024-05-06T${updated}+0800</UpdateTime>` +
    `<BucketId>${BUCKET}</BucketId>${TOPOLOGY}`
  )
}

const changed = (content: string): string =>
  `<Response>${REQUEST}<MediaWorkflow>${content}</MediaWorkflow></Response>`
const counted = (total: number, size = 10): string =>
  `<TotalCount>${total}</TotalCount><PageNumber>1</PageNumber><PageSize>${size}</PageSize>`
const one = (pattern: RegExp, xml: string): string => pattern.exec(xml)?.[1] ?? ''

async function create(): Promise<string> {
  return one(/<WorkflowId>(\w+)</, await request('POST', '/workflow', aWorkflow()))
}

async function put(key: string): Promise<void> {
  const { engine, bucket } = harness.at
  const blob = { id: 'f'.repeat(32), size: 3, md5: 'd41d8cd98f00b204e9800998ecf8427e', crc64: '1' }
  await putObject(engine, { bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
}

test('a workflow is created, paused, replaced, listed and deleted, with exact responses', async () => {
  const made = await request('POST', '/workflow', aWorkflow())
  const id = one(/<WorkflowId>(\w+)</, made)
  expect(id).toMatch(/^w[0-9a-f]{32}$/)
  expect(made).toBe(changed(shown(id)))
  harness.at.clock.advance(60_000)
  expect(await rejection('PUT', `/workflow/${id}`, aWorkflow())).toMatch(/^ActiveWorkflowForbiddenUpdate: /)
  const paused = { state: 'Paused', updated: '10:01:00' }
  expect(await request('PUT', `/workflow/${id}?paused`)).toBe(changed(shown(id, paused)))
  const other = { ...paused, name: '降噪_2' }
  expect(await request('PUT', `/workflow/${id}`, aWorkflow(other))).toBe(changed(shown(id, other)))
  expect(await request('PUT', `/workflow/${id}?active=`)).toBe(
    changed(shown(id, { ...other, state: 'Active' })),
  )
  const listed = `<MediaWorkflowList>${shown(id, { ...other, state: 'Active' })}</MediaWorkflowList>`
  expect(await request('GET', '/workflow?ids=&name=&pageNumber=&pageSize=5')).toBe(
    `<Response>${listed}${REQUEST}${counted(1, 5)}</Response>`,
  )
  expect(await request('GET', `/workflow?ids=${id},w0`)).toBe(
    `<Response>${listed}${REQUEST}${counted(1)}<NonExistIDs>w0</NonExistIDs></Response>`,
  )
  expect(await request('GET', '/workflow?name=wf-1')).toBe(`<Response>${REQUEST}${counted(0)}</Response>`)
  expect(await request('DELETE', `/workflow/${id}`)).toBe(
    `<Response>${REQUEST}<WorkflowId>${id}</WorkflowId></Response>`,
  )
  expect(await rejection('DELETE', `/workflow/${id}`)).toBe(
    `ResourceNotFound: The bucket has no workflow ${id}.`,
  )
})

test.each(['POST', 'GET'])(
  '%s /triggerworkflow begins a run, which is answered byte for byte',
  async (method) => {
    const workflowId = await create()
    await put('elsewhere/a.mp4')
    const begun = await request(
      method,
      `/triggerworkflow?workflowId=${workflowId}&object=elsewhere%2Fa.mp4&name=`,
    )
    const runId = one(/<InstanceId>(\w+)</, begun)
    expect(runId).toMatch(/^i[0-9a-f]{32}$/)
    expect(begun).toBe(`<Response>${REQUEST}<InstanceId>${runId}</InstanceId></Response>`)
    const run = await request('GET', `/workflowexecution/${runId}`)
    const jobId = one(/<JobId>(\w+)</, run)
    const answer = (state: string, task: string): string =>
      `<Response>${REQUEST}<WorkflowExecution><WorkflowId>${workflowId}</WorkflowId><Name>wf-1</Name>` +
      `<WorkflowName>wf-1</WorkflowName><RunId>${runId}</RunId><CreateTime>2024-05-06T10:00:00+08:00</CreateTime>` +
      `<Object>elsewhere/a.mp4</Object><State>${state}</State>${TOPOLOGY}<Tasks><Type>NoiseReduction</Type>` +
      `<JobId>${jobId}</JobId><CreateTime>2024-05-06T10:00:00+08:00</CreateTime><Name>NoiseReduction_1</Name>` +
      `${task}<Code>Success</Code><Message/></Tasks></WorkflowExecution></Response>`
    expect(run).toBe(
      answer('Running', '<State>Submitted</State><StartTime>-</StartTime><EndTime>-</EndTime>'),
    )
    const listed = (state: string): string =>
      `<Response>${REQUEST}<WorkflowExecutionList><RunId>${runId}</RunId><WorkflowId>${workflowId}</WorkflowId>` +
      '<Object>elsewhere/a.mp4</Object><CreateTime>2024-05-06T10:00:00+08:00</CreateTime>' +
      `<CreationTime>2024-05-06T10:00:00+08:00</CreationTime><State>${state}</State></WorkflowExecutionList>` +
      '<NextToken/></Response>'
    const list = (query = ''): Promise<string> =>
      request('GET', `/workflowexecution?workflowId=${workflowId}${query}`)
    expect(await list()).toBe(listed('Running'))
    expect(await request('PUT', `/workflowexecution/${runId}?cancel`)).toBe(`<Response>${REQUEST}</Response>`)
    expect(await request('GET', `/workflowexecution/${runId}`)).toBe(
      answer(
        'Cancel',
        '<State>Cancel</State><StartTime>-</StartTime><EndTime>2024-05-06T10:00:00+08:00</EndTime>',
      ),
    )
    expect(await list('&states=Cancel,Failed&name=a.mp4&size=1&orderByTime=Asc')).toBe(listed('Cancel'))
    const none = `<Response>${REQUEST}<NextToken/></Response>`
    for (const query of [
      ...['states=Success', 'name=b.mp4', 'name=A.mp4', 'name=.mp4', 'name=%25', 'name=lsewhere/a.mp4'],
      ...['jobId=b0', 'endCreationTime=2024-01-01T00:00:00Z'],
    ])
      expect(await list(`&${query}`)).toBe(none)
  },
)

test('a missing object is 400, an unknown id 404', async () => {
  const workflowId = await create()
  const status = (method: string, target: string): Promise<unknown> =>
    request(method, target).catch((error: unknown) =>
      error instanceof ProtocolError ? `${error.statusOn('ci')} ${error.code}` : error,
    )
  expect(await status('POST', `/triggerworkflow?workflowId=${workflowId}&object=gone`)).toBe(
    '400 ResourceNotFound',
  )
  await put('a.mp4')
  expect(await status('POST', '/triggerworkflow?workflowId=w0&object=a.mp4')).toBe('404 ResourceNotFound')
  expect(await status('GET', '/workflowexecution/i0')).toBe('404 ResourceNotFound')
  expect(await status('PUT', '/workflowexecution/i0?cancel')).toBe('404 ResourceNotFound')
  expect(await status('PUT', '/workflow/w0?active')).toBe('404 ResourceNotFound')
})

test.each([
  ['POST', '/triggerworkflow?object=a', /^InvalidArgument: workflowId is required/],
  ['POST', '/triggerworkflow?workflowId=w0', /^InvalidArgument: object is required/],
  ['POST', `/triggerworkflow?workflowId=w0&object=a&name=${'n'.repeat(129)}`, /^InvalidArgument: name must/],
  ['GET', '/workflowexecution', /^InvalidArgument: workflowId is required/],
  ['GET', '/workflowexecution?workflowId=w0&states=Lost', /^InvalidArgument: states must/],
  ['GET', '/workflowexecution?workflowId=w0&size=0', /^InvalidArgument: size must/],
  ['GET', '/workflowexecution?workflowId=w0&orderByTime=Up', /^InvalidArgument: orderByTime must/],
  ['GET', '/workflowexecution?workflowId=w0&startCreationTime=now', /^InvalidArgument: startCreationTime/],
  ['GET', '/workflow?pageSize=0', /^InvalidArgument: pageSize must/],
  ['PUT', '/workflowexecution/i0', /^InvalidArgument: .*\?cancel/],
  ['DELETE', '/triggerworkflow', /^MethodNotAllowed/],
])('%s %s is refused', async (method, target, reason) => {
  expect(await rejection(method, target)).toMatch(reason)
})
