import { afterEach, beforeEach, expect, test } from 'vitest'
import { advanceBatch } from '../../../engine/batches/advance-batch.ts'
import { BlobLines } from '../../../storage/lines/blob-lines.ts'
import { putObject } from '../../../engine/objects/put-object.ts'
import { takeDueBatch } from '../../../engine/batches/take-batch.ts'
import { parseAccessPolicy } from '../../../protocol/auth/access-policy.ts'
import type { Rights } from '../../../protocol/auth/is-allowed.ts'
import { BUCKET, openJobHarness, REGION, type JobHarness } from '../testing/job-harness.ts'

let harness: JobHarness

beforeEach(async () => {
  harness = await openJobHarness()
})
afterEach(() => harness[Symbol.asyncDispose]())

const OUTPUT = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/\${InputName}.wav</Object></Output>`
const INPUT = '<Input><Prefix>in/</Prefix></Input>'
const OPERATION =
  '<Operation><TimeInterval/><Tag>NoiseReduction</Tag><JobParam><NoiseReduction><Format>mp3</Format></NoiseReduction>' +
  `</JobParam>${OUTPUT}<UserData>u</UserData><JobLevel>1</JobLevel>` +
  '<CallBack>https://app.example/cb</CallBack><CallBackFormat>json</CallBackFormat></Operation>'

const batch = (change: { name?: string; type?: string; input?: string; operation?: string } = {}) => {
  const { name = 'b-1', type = '<Type>Job</Type>', input = INPUT, operation = OPERATION } = change
  return { body: `<Request><Name>${name}</Name>${type}${input}${operation}</Request>` }
}

const submit = async (change: Parameters<typeof batch>[0] = {}): Promise<string> => {
  const answer = await harness.request('POST', '/inventorytriggerjob', batch(change))
  return /<JobId>(b[0-9a-f]{32})</.exec(answer)?.[1] ?? ''
}

async function put(key: string, content: string): Promise<void> {
  const { at, context } = harness
  async function* bytes(): AsyncGenerator<Uint8Array> {
    await Promise.resolve()
    yield Buffer.from(content)
  }
  const blob = await context.storage.stage(bytes(), { maxBytes: 1_000_000 }, new AbortController().signal)
  await putObject(at.engine, { bucket: at.bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
}

async function advance(): Promise<void> {
  await using files = new BlobLines(harness.context.storage)
  const due = await takeDueBatch(harness.at.engine)
  if (due) await advanceBatch(harness.at.engine, files, due)
}

test('a batch is shown as it was sent, found by id, and has the requested jobs', async () => {
  await put('in/a.mp3', 'abc')
  const answer = await harness.request('POST', '/inventorytriggerjob', batch())
  const id = /<JobId>(b[0-9a-f]{32})</.exec(answer)?.[1] ?? ''
  const time = /<CreationTime>([^<]+)/.exec(answer)?.[1] ?? ''
  const detail =
    `<JobsDetail><Code>Success</Code><Message/><Type>Job</Type><Name>b-1</Name><JobId>${id}</JobId>` +
    `<State>Running</State><CreationTime>${time}</CreationTime><StartTime>${time}</StartTime><EndTime>-</EndTime>` +
    `${INPUT}${OPERATION}</JobsDetail>`
  expect(answer).toBe(`<Response><RequestId>NjYz</RequestId>${detail}</Response>`)
  expect(await harness.request('GET', `/inventorytriggerjob/${id}`)).toBe(answer)
  expect(await harness.request('GET', `/inventorytriggerjob/${id},b0`)).toBe(
    answer.replace(
      '</Response>',
      '<NonExistJobIds>b0</NonExistJobIds><NonExistJobId>b0</NonExistJobId></Response>',
    ),
  )
  await advance()
  const jobs = await harness.request('GET', `/jobs?inventoryTriggerJobId=${id}`)
  expect(jobs.match(/<JobId>/g)).toHaveLength(1)
  expect(jobs).toContain('<Object>in/a.mp3</Object>')
  expect(jobs).toContain('<NoiseReduction><Format>mp3</Format></NoiseReduction>')
  expect(jobs).toContain('<UserData>u</UserData><JobLevel>1</JobLevel>')
})

test('batches are filtered and listed page by page', async () => {
  const ids: string[] = []
  for (const name of ['one', 'two', 'three']) ids.push(await submit({ name }))
  const listed = async (query: string): Promise<readonly (string | undefined)[]> =>
    [...(await harness.request('GET', `/inventorytriggerjob?${query}`)).matchAll(/<JobId>(\w+)</g)].map(
      ([, id]) => id,
    )
  const [one, two, three] = ids
  // The request of the Python SDK.
  expect(await listed('nextToken=&size=10&orderByTime=Desc&states=All&type=&name=')).toEqual([
    three,
    two,
    one,
  ])
  expect(await listed('orderByTime=Asc&size=2')).toEqual([one, two])
  const page = await harness.request('GET', '/inventorytriggerjob?size=2&type=Job')
  const token = /<NextToken>(\d+)</.exec(page)?.[1] ?? ''
  expect(await listed(`size=2&nextToken=${token}`)).toEqual([one])
  expect(await listed('name=two')).toEqual([two])
  expect(await listed(`jobId=${one ?? ''}`)).toEqual([one])
  expect(await listed('type=Workflow')).toEqual([])
  expect(await listed('states=Submitted,Pause')).toEqual([])
  // The Go SDK leaves ?cancel out.
  expect(await harness.request('PUT', `/inventorytriggerjob/${two ?? ''}`)).toBe('')
  expect(await harness.request('PUT', `/inventorytriggerjob/${one ?? ''}?cancel`)).toBe('')
  expect(await listed('states=Cancel')).toEqual([two, one])
  expect(await listed('states=running')).toEqual([three])
  expect(await harness.rejection('PUT', `/inventorytriggerjob/${one ?? ''}?cancel`)).toMatch(
    /^InvalidArgument: .*has ended/,
  )
  expect(await harness.rejection('PUT', '/inventorytriggerjob/b0?cancel')).toMatch(/^ResourceNotFound: /)
})

const without = (part: string): { operation: string } => ({ operation: OPERATION.replace(part, '') })
const instead = (part: string, other: string): { operation: string } => ({
  operation: OPERATION.replace(part, other),
})
const ofInput = (input: string): { input: string } => ({ input: `<Input>${input}</Input>` })

test.each([
  ['a name with a space', { name: 'a b' }, /^InvalidArgument: Name must have/],
  ['no input', ofInput(''), /^InvalidArgument: Input must have exactly one of Manifest, UrlFile/],
  [
    'two inputs',
    ofInput('<Prefix>a</Prefix><Object>b</Object>'),
    /^InvalidArgument: Input must have exactly one/,
  ],
  ['another type', { type: '<Type>Other</Type>' }, /^InvalidArgument: Type must be one of Job, Workflow/],
  [
    'a workflow without its id',
    { type: '<Type>Workflow</Type>' },
    /^InvalidArgument: Operation.WorkflowIds is/,
  ],
  [
    'an unknown workflow',
    { type: '', operation: '<Operation><WorkflowIds>w0</WorkflowIds></Operation>' },
    /^ResourceNotFound: The bucket has no workflow w0/,
  ],
  [
    'two workflows',
    { type: '', operation: '<Operation><WorkflowIds>w0,w1</WorkflowIds></Operation>' },
    /^InvalidArgument: Operation.WorkflowIds must be the id of one workflow/,
  ],
  ['no tag', without('<Tag>NoiseReduction</Tag>'), /^InvalidArgument: Operation.Tag is required/],
  [
    'a tag that does not run',
    instead('>NoiseReduction</Tag>', '>VoiceSpearte</Tag>'),
    /^NotImplemented: .*VoiceSeparate/,
  ],
  ['no output', without(OUTPUT), /^InvalidArgument: .*Output/],
  ['a bad parameter', instead('<Format>mp3', '<Format>ogg'), /^InvalidArgument: .*Format/],
  ['a bad level', instead('<JobLevel>1', '<JobLevel>7'), /^InvalidArgument: Operation.JobLevel/],
  ['an unknown queue', instead('<UserData>', '<QueueId>p0</QueueId><UserData>'), /^QueueNotFound: /],
  ['a foreign output', instead(`<Bucket>${BUCKET}`, '<Bucket>gone-1250000000'), /^WriteTargetBucketDenied: /],
  [
    'a private callback',
    instead('https://app.example', 'http://10.0.0.1'),
    /^InvalidArgument: Operation.CallBack can't/,
  ],
  [
    'a bad time',
    instead('<TimeInterval/>', '<TimeInterval><End>x</End></TimeInterval>'),
    /TimeInterval.End must be/,
  ],
  [
    'more than can be kept',
    instead('<UserData>', `${'<Empty/>'.repeat(10_000)}<UserData>`),
    /^InvalidArgument: Input and Operation of a batch may take at most 65536 bytes/,
  ],
  ['a list that is not there', ofInput('<UrlFile>list.txt</UrlFile>'), /^ResourceNotFound: .*list.txt/],
  [
    'a list elsewhere',
    ofInput('<UrlFile>https://a.example/l</UrlFile>'),
    /^InvalidArgument: Input.UrlFile must be/,
  ],
])('a batch with %s is refused', async (_, change, reason) => {
  expect(await harness.rejection('POST', '/inventorytriggerjob', batch(change))).toMatch(reason)
})

function rightsTo(
  ...statements: readonly (readonly [action: string, resource: string, effect?: 'deny'])[]
): Rights {
  const statement = statements.map(([action, resource, effect = 'allow']) => ({ effect, action, resource }))
  const policy = parseAccessPolicy(JSON.stringify({ version: '2.0', statement }))
  return { buckets: undefined, policies: [policy] }
}

test('submitting a batch needs the rights to its inputs and outputs', async () => {
  const bucket = `qcs::cos:${REGION}:uid/1250000000:${BUCKET}`
  const jobs = ['ci:*', `qcs::ci:${REGION}:uid/1250000000:bucket/${BUCKET}/*`] as const
  const reading = ['cos:GetObject', `${bucket}/in/*`] as const
  const writing = ['cos:PutObject', `${bucket}/out/*`] as const
  const rejection = (rights: Rights, change = {}) =>
    harness.rejection('POST', '/inventorytriggerjob', { ...batch(change), rights })
  expect(await rejection(rightsTo(jobs, reading, writing))).toBe('answered')
  expect(await rejection(rightsTo(reading, writing))).toMatch(/ci:CreateInventoryTriggerJob/)
  expect(await rejection(rightsTo(jobs, reading))).toMatch(/cos:PutObject/)
  expect(await rejection(rightsTo(jobs, writing))).toMatch(/cos:GetObject/)
  // What a list names may be anything.
  await put('in/list.txt', 'x')
  const list = ofInput('<UrlFile>in/list.txt</UrlFile>')
  expect(await rejection(rightsTo(jobs, reading, writing), list)).toMatch(/cos:GetObject/)
  const all = ['cos:GetObject', `${bucket}/*`] as const
  expect(await rejection(rightsTo(jobs, all, writing), list)).toBe('answered')
})

test('a denied key is neither read by prefix or list, nor written through a variable', async () => {
  const bucket = `qcs::cos:${REGION}:uid/1250000000:${BUCKET}`
  const rights = rightsTo(['*', '*'], ['*', `${bucket}/secret/*`, 'deny'])
  const rejection = (change = {}) =>
    harness.rejection('POST', '/inventorytriggerjob', { ...batch(change), rights })
  await put('in/list.txt', 'x')
  expect(await rejection()).toBe('answered')
  for (const input of ['<Prefix>/</Prefix>', '<Prefix>sec</Prefix>', '<UrlFile>in/list.txt</UrlFile>'])
    expect(await rejection(ofInput(input))).toMatch(/cos:GetObject/)
  expect(await rejection(instead('out/${InputName}', '${InputPath}/${InputName}'))).toMatch(/cos:PutObject/)
})
