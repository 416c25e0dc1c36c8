import { expect, test } from 'vitest'
import { assertValidTopology } from './check-topology.ts'
import { readWorkflow, type WorkflowRequest } from './read-workflow.ts'
import { readXml } from '../xml/read-xml.ts'
import { workflowNode } from './workflow-shape.ts'
import { writeXml } from '../xml/write-xml.ts'

interface Written {
  readonly name?: string
  readonly dependencies?: string
  readonly nodes?: string
  readonly start?: string
}

const NODE = '<Type>Transcode</Type><Operation><TemplateId>t1</TemplateId></Operation>'
const START = '<Start><Type>Start</Type><Input><ObjectPrefix>/in/</ObjectPrefix></Input></Start>'

function xml({ name = 'wf-1', dependencies, nodes, start = START }: Written): string {
  const links = dependencies ?? '<Start>Transcode_1</Start><Transcode_1>End</Transcode_1>'
  return (
    `<Request><MediaWorkflow><Name>${name}</Name><Topology><Dependencies>${links}</Dependencies>` +
    `<Nodes>${start}${nodes ?? `<Transcode_1>${NODE}</Transcode_1>`}</Nodes></Topology></MediaWorkflow></Request>`
  )
}

function read(written: Written): WorkflowRequest {
  const request = readWorkflow(readXml(new TextEncoder().encode(xml(written))))
  assertValidTopology(request.topology)
  return request
}

test('a workflow is read, and shown as it was sent', () => {
  const start =
    '<Start><Type>Start</Type><Input><QueueId>p1</QueueId><ObjectPrefix>in/</ObjectPrefix><NotifyConfig>' +
    '<Url>http://app.example/cb</Url><Event>TaskFinish,WorkflowFinish</Event><Type>Url</Type><State>On</State>' +
    '<ResultFormat>JSON</ResultFormat><MqMode/><MqName/><MqRegion/></NotifyConfig><ExtFilter><State>On</State>' +
    '<Video>true</Video><Audio>false</Audio><Image>false</Image><ContentType>false</ContentType><Custom>true</Custom>' +
    '<CustomExts>mp4/abc</CustomExts><AllFile>false</AllFile></ExtFilter></Input></Start>'
  const request = read({ start })
  expect(request.start.extFilter?.customExts).toEqual(['mp4', 'abc'])
  const shown = writeXml(
    workflowNode('MediaWorkflow', {
      ...request,
      workflowId: 'w1',
      bucketId: 'b-1',
      createTime: 0,
      updateTime: 0,
      timeZone: 480,
    }),
  )
  expect(shown).toBe(
    '<MediaWorkflow><Name>wf-1</Name><WorkflowId>w1</WorkflowId><State>Active</State>' +
      '<CreateTime>1970-01-01T08:00:00+0800</CreateTime><UpdateTime>1970-01-01T08:00:00+0800</UpdateTime>' +
      '<BucketId>b-1</BucketId><Topology><Dependencies><Start>Transcode_1</Start><Transcode_1>End</Transcode_1>' +
      `</Dependencies><Nodes>${start}<Transcode_1>${NODE}</Transcode_1></Nodes></Topology></MediaWorkflow>`,
  )
})

test('a slash in front of the prefix is not part of it', () => {
  expect(read({}).start.objectPrefix).toBe('in/')
})

test.each(['<ObjectPrefix>/</ObjectPrefix>', '<ObjectPrefix/>'])('%s is the whole bucket', (prefix) => {
  const start = `<Start><Type>Start</Type><Input>${prefix}</Input></Start>`
  expect(read({ start }).start.objectPrefix).toBe('')
})

test.each<[string, Written]>([
  ['MediaWorkflow.Name must have', { name: 'a b' }],
  ['exactly one Start', { start: '' }],
  ['exactly one Start', { start: START + START }],
  [
    'Transcode_2, which Nodes does not describe',
    { dependencies: '<Start>Transcode_1</Start><Transcode_1>Transcode_2</Transcode_1>' },
  ],
  ['Dependencies has no Start', { dependencies: '<Transcode_1>End</Transcode_1>' }],
  ['what comes after Transcode_1', { dependencies: '<Start>Transcode_1</Start>' }],
  [
    'Transcode_1 is there twice',
    { nodes: `<Transcode_1>${NODE}</Transcode_1><Transcode_1>${NODE}</Transcode_1>` },
  ],
  [
    'Start does not lead to Transcode_2',
    {
      dependencies: '<Start>Transcode_1</Start><Transcode_1>End</Transcode_1><Transcode_2>End</Transcode_2>',
      nodes: `<Transcode_1>${NODE}</Transcode_1><Transcode_2>${NODE}</Transcode_2>`,
    },
  ],
  [
    'Transcode_1 → Concat_2 → Transcode_1 is a circle',
    {
      dependencies:
        '<Start>Transcode_1</Start><Transcode_1>Concat_2</Transcode_1><Concat_2>Transcode_1</Concat_2>',
      nodes: `<Transcode_1>${NODE}</Transcode_1><Concat_2><Type>Concat</Type></Concat_2>`,
    },
  ],
  [
    'Transcode may not follow Snapshot (Snapshot_2 → Transcode_1)',
    {
      dependencies:
        '<Start>Snapshot_2</Start><Snapshot_2>Transcode_1</Snapshot_2><Transcode_1>End</Transcode_1>',
      nodes: `<Transcode_1>${NODE}</Transcode_1><Snapshot_2><Type>Snapshot</Type></Snapshot_2>`,
    },
  ],
  [
    'Start.Input.ObjectPrefix is required',
    { start: '<Start><Type>Start</Type><Input><QueueId>p1</QueueId></Input></Start>' },
  ],
  ['Type is required', { nodes: '<Transcode_1></Transcode_1>' }],
])('refused: %s', (message, written) => {
  expect(() => read(written)).toThrow(message)
})

test('a sample of the uploads is refused rather than all of them taken', () => {
  const sampling = (state: string): string =>
    START.replace(
      '</Input>',
      `<SamplingConfig><State>${state}</State><Ratio>0.1</Ratio></SamplingConfig></Input>`,
    )
  expect(() => read({ start: sampling('On') })).toThrow(expect.objectContaining({ code: 'NotImplemented' }))
  expect(read({ start: sampling('Off') }).start.objectPrefix).toBe('in/')
})
