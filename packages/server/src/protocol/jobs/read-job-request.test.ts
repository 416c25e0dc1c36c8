import { describe, expect, test } from 'vitest'
import { readJobRequest } from './read-job-request.ts'
import { readXml } from '../xml/read-xml.ts'

const OUTPUT =
  '<Output><Region>ap-guangzhou</Region><Bucket>media-1250000000</Bucket><Object>out/talk.wav</Object></Output>'
const INPUT = '<Input><Object>in/talk.mp3</Object></Input>'

function read(inner: string) {
  return readJobRequest(readXml(new TextEncoder().encode(`<Request>${inner}</Request>`)))
}

const mqConfig = (inner: string): string => `<CallBackMqConfig>${inner}</CallBackMqConfig>`

function readWith(change: { tag?: string; input?: string; operation?: string; rest?: string }) {
  const { tag = '<Tag>NoiseReduction</Tag>', input = INPUT, operation = OUTPUT, rest = '' } = change
  return read(`${tag}${input}<Operation>${operation}</Operation>${rest}`)
}

describe('a job request of each generation is read', () => {
  test('the oldest: tag, input, output, queue and callback only', () => {
    expect(
      readWith({ rest: '<QueueId>p1</QueueId><CallBack>https://app.example/cb</CallBack>' }),
    ).toMatchObject({
      operations: [
        {
          tag: 'NoiseReduction',
          jobLevel: 0,
          output: { region: 'ap-guangzhou', bucket: 'media-1250000000', object: 'out/talk.wav' },
        },
      ],
      input: { object: 'in/talk.mp3' },
      queueId: 'p1',
      callback: { url: 'https://app.example/cb' },
    })
  })

  test('the newest: in any order, indented, with a template, user data, level, and empty elements that we do not know', () => {
    const order = read(`
      <CallBackType>Url</CallBackType><CallBackFormat> json </CallBackFormat><CallBack>no</CallBack>
      <QueueType>SpeedTranscoding</QueueType><New><Thing/></New>
      <Operation>
        <JobLevel> 2 </JobLevel><UserData>
          mine </UserData><CustomId>c1</CustomId>${OUTPUT}<TemplateId>t1a</TemplateId>
      </Operation>
      <Input><Object>/in/talk.mp3</Object></Input>
      <Tag>NoiseReduction</Tag>`)
    expect(order).toMatchObject({
      operations: [{ templateId: 't1a', userData: 'mine', jobLevel: 2, customId: 'c1' }],
      input: { object: 'in/talk.mp3' },
      queueType: 'SpeedTranscoding',
      callback: { url: 'no', format: 'JSON', type: 'Url' },
    })
  })

  test('several operations, each with its own tag', () => {
    const operation = (tag: string): string => `<Operation><Tag>${tag}</Tag>${OUTPUT}</Operation>`
    const order = read(`${INPUT}${operation('NoiseReduction')}${operation('Transcode')}`)
    expect(order.operations.map(({ tag }) => tag)).toEqual(['NoiseReduction', 'Transcode'])
  })

  test('user data and level nested in Output', () => {
    const nested = OUTPUT.replace('</Output>', '<UserData>u</UserData><JobLevel>1</JobLevel></Output>')
    expect(readWith({ operation: nested }).operations[0]).toMatchObject({ userData: 'u', jobLevel: 1 })
  })

  test('a message queue, as far as it is named', () => {
    const mq = mqConfig('<MqRegion>GZ</MqRegion><MqMode>topic</MqMode><MqName>done 目</MqName>')
    expect(readWith({ rest: `<CallBackType>tdmq</CallBackType>${mq}` }).callback).toEqual({
      type: 'TDMQ',
      mq: { region: 'gz', mode: 'Topic', name: 'done 目' },
    })
    expect(readWith({ rest: mqConfig('<MqName>q</MqName>') }).callback).toEqual({ mq: { name: 'q' } })
    expect(readWith({ rest: mqConfig('<MqName/><MqMode/><MqRegion/>') }).callback).toEqual({})
  })

  test('without an Operation for the tag that has nothing to be told', () => {
    expect(read(`<Tag>MediaInfo</Tag>${INPUT}`).operations).toMatchObject([{ tag: 'MediaInfo' }])
  })

  test('no input for the tags that read none, and an address where one is given', () => {
    expect(readWith({ tag: '<Tag>Concat</Tag>', input: '' }).input).toEqual({})
    expect(readWith({ input: '<Input><Url>https://b.example/a</Url></Input>' }).input).toEqual({
      url: 'https://b.example/a',
    })
  })

  test('empty elements as if they were absent', () => {
    const order = readWith({
      operation: `${OUTPUT}<UserData/><JobLevel></JobLevel><TemplateId/>`,
      rest: '<QueueId/><CallBack/><CallBackFormat/><QueueType/>',
    })
    expect(order.callback).toEqual({})
    expect(Object.keys(order.operations[0] ?? {}).sort()).toEqual(['field', 'jobLevel', 'output', 'tag'])
  })
})

const longKey = (bytes: number): string => `<Input><Object>${'é'.repeat(bytes / 2)}</Object></Input>`

test('a key may have 850 bytes', () => {
  expect(readWith({ input: longKey(850) }).input.object).toHaveLength(425)
})

test.each([
  ['Tag is required', { tag: '' }],
  ['Input.Object is required', { input: '' }],
  ['Input.Object is required', { input: '<Input><Object> </Object></Input>' }],
  ['Input.Object must have 1 to 850 bytes', { input: '<Input><Object>/</Object></Input>' }],
  ['Input.Object must have 1 to 850 bytes', { input: longKey(852) }],
  ['Input.Url must be an http or https address', { input: '<Input><Url>file:///etc/passwd</Url></Input>' }],
  [
    'Operation.Output.Region is required',
    { operation: '<Output><Bucket>b-1</Bucket><Object>o</Object></Output>' },
  ],
  ['Operation.Output.Bucket must be', { operation: OUTPUT.replace('media-1250000000', '../x') }],
  ['Operation.Output.Object must have', { operation: OUTPUT.replace('out/talk.wav', 'k'.repeat(851)) }],
  ['Operation.UserData must be', { operation: `${OUTPUT}<UserData>目录</UserData>` }],
  ['Operation.UserData must be', { operation: `${OUTPUT}<UserData>${'u'.repeat(1025)}</UserData>` }],
  ['Operation.JobLevel must be one of 0, 1, 2', { operation: `${OUTPUT}<JobLevel>3</JobLevel>` }],
  ['QueueType must be SpeedTranscoding', { rest: '<QueueType>Fast</QueueType>' }],
  ['QueueId must have at most 128', { rest: `<QueueId>${'p'.repeat(129)}</QueueId>` }],
  ['CallBack must be an http or https address', { rest: '<CallBack>ftp://a.example/</CallBack>' }],
  ['CallBack must be an http or https address', { rest: '<CallBack>app.example/cb</CallBack>' }],
  ['CallBackFormat must be one of XML, JSON', { rest: '<CallBackFormat>YAML</CallBackFormat>' }],
  ['CallBackMqConfig.MqRegion must be one of', { rest: mqConfig('<MqRegion>ap-guangzhou</MqRegion>') }],
  ['CallBackMqConfig.MqMode must be one of', { rest: mqConfig('<MqMode>Stream</MqMode>') }],
  ['CallBackMqConfig.MqName must have', { rest: mqConfig(`<MqName>${'q'.repeat(256)}</MqName>`) }],
  ['CallBackType must be one of Url, TDMQ', { rest: '<CallBackType>Post</CallBackType>' }],
  ['CallBackType Kafka is not implemented here', { rest: '<CallBackType>Kafka</CallBackType>' }],
])('refused: %s', (message, change) => {
  expect(() => readWith(change)).toThrow(message)
})

test('refused: no operation, seven operations, another root', () => {
  const tag = '<Tag>NoiseReduction</Tag>'
  expect(() => read(`${tag}${INPUT}`)).toThrow('Operation is required')
  expect(() => read(`${tag}${INPUT}${`<Operation>${OUTPUT}</Operation>`.repeat(7)}`)).toThrow('At most 6')
  const other = readXml(new TextEncoder().encode('<Order/>'))
  expect(() => readJobRequest(other)).toThrow('The root element must be Request')
})
