import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findBucket } from '../../buckets/store.ts'
import { forUpdateOfFree } from '../../db/dialect.ts'
import { onPostgres } from '../../db/testing/test-database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { readWorkflow } from '../../protocol/workflows/read-workflow.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { createTagRegistry } from '../../tags/registry.ts'
import { cancel } from '../work/cancel.ts'
import { cancelRun } from './cancel-run.ts'
import { claimJobs, type Claim } from '../work/claim.ts'
import { createQueue } from '../queues/create-queue.ts'
import type { JobEngine } from '../engine.ts'
import { finishRuns, type JobOutcome } from '../work/finish.ts'
import { putObject } from '../objects/put-object.ts'
import { readRun } from './read-run.ts'
import {
  assertPaused,
  createWorkflow,
  replaceWorkflow,
  setWorkflowState,
  type WorkflowContent,
} from './save-workflow.ts'
import { engineInside } from '../testing/engine-inside.ts'
import { aTag, openTestEngine, type TestEngine } from '../testing/test-engine.ts'
import { triggerManually } from './trigger-manually.ts'
import { listExecutions, lockExecution } from '../../workflows/executions.ts'
import type { ExecutionState } from '../../workflows/tables.ts'
import { testWhen } from '../../../../../tooling/test-when.ts'

let at: TestEngine
let engine: JobEngine

beforeEach(async () => {
  at = await openTestEngine()
  engine = {
    ...at.engine,
    tags: createTagRegistry(['Transcode', 'Snapshot', 'Concat', 'MediaInfo'].map(aTag)),
  }
})

afterEach(() => at[Symbol.asyncDispose]())

const NOTIFY =
  '<NotifyConfig><State>On</State><Url>http://app.test/cb</Url><Event>TaskFinish,WorkflowFinish</Event>' +
  '<Type>Url</Type><ResultFormat>XML</ResultFormat></NotifyConfig>'

interface Drawn {
  /** `Start: a b` lines: what comes after what. */
  readonly links: Readonly<Record<string, readonly string[]>>
  readonly start?: string
  readonly name?: string
  readonly prefix?: string
  /** Where a node writes, by its name. */
  readonly bucketOf?: Readonly<Record<string, string>>
  /** The key that a node writes, by its name. */
  readonly keyOf?: Readonly<Record<string, string>>
}

/** Nodes are called by their type and a number, such as Transcode_1. */
function drawn({
  links,
  start = '',
  name = 'wf',
  prefix = 'in/',
  bucketOf = {},
  keyOf = {},
}: Drawn): WorkflowContent {
  const nodes = Object.keys(links).filter((node) => node !== 'Start')
  const output = (node: string): string =>
    `<Output><Region>ap-guangzhou</Region><Bucket>${bucketOf[node] ?? at.bucket.name}</Bucket>` +
    `<Object>${keyOf[node] ?? `out/\${RunId}/${node}`}</Object></Output>`
  const xml = `<Request><MediaWorkflow><Name>${name}</Name><Topology><Dependencies>${Object.entries(links)
    .map(([from, to]) => `<${from}>${to.join(',')}</${from}>`)
    .join(
      '',
    )}</Dependencies><Nodes><Start><Type>Start</Type><Input><ObjectPrefix>${prefix}</ObjectPrefix>${start}</Input></Start>${nodes
    .map(
      (node) =>
        `<${node}><Type>${node.split('_')[0] ?? ''}</Type><Operation>${output(node)}</Operation></${node}>`,
    )
    .join('')}</Nodes></Topology></MediaWorkflow></Request>`
  return { bucket: at.bucket, ...readWorkflow(readXml(new TextEncoder().encode(xml))) }
}

let blobs = 0
const aBlob = () => {
  blobs += 1
  return { id: String(blobs).padStart(32, '0'), size: 3, md5: 'd41d8cd98f00b204e9800998ecf8427e', crc64: '1' }
}

const upload = (key: string, headers: Record<string, string> = {}) =>
  putObject(engine, {
    bucket: at.bucket,
    key,
    blob: aBlob(),
    headers,
    storageClass: 'STANDARD',
    cause: { event: 'Put', requestId: 'request-1' },
  })

const claimed = (): Promise<readonly Claim[]> => claimJobs(engine, { limit: 100 })
const nodeOf = ({ job }: Claim): string | undefined => job.order.workflow?.name

/** Success with an object at the job's own output. */
function made(claim: Claim): JobOutcome {
  const key = claim.job.order.output?.object ?? ''
  const objects = [{ bucketName: at.bucket.name, key, blob: aBlob(), contentType: 'video/mp4' }]
  return { kind: 'success', message: 'done', result: {}, files: objects }
}

const failed: JobOutcome = { kind: 'failed', code: 'ResourceNotSupported', message: 'no video' }

async function end(claims: readonly Claim[], outcomeOf: (claim: Claim) => JobOutcome = made): Promise<void> {
  await finishRuns(
    engine,
    claims.map((claim) => ({ claim, outcome: outcomeOf(claim) })),
  )
}

async function runs(workflowId: string) {
  const filter = { bucketId: at.bucket.id, workflowId, newestFirst: false, limit: 10 }
  return listExecutions(engine.db.reader, filter)
}

async function callbacks(): Promise<readonly { event: string; body: string; url: string }[]> {
  const rows = await engine.db.reader
    .selectFrom('callbacks')
    .select(['event', 'body', 'url'])
    .orderBy('id')
    .execute()
  return rows.map(({ body, ...rest }) => ({ ...rest, body: Buffer.from(body).toString() }))
}

const DIAMOND = {
  Start: ['Transcode_1', 'Transcode_2'],
  Transcode_1: ['Concat_3'],
  Transcode_2: ['Concat_3', 'Snapshot_4'],
  Concat_3: ['End'],
  Snapshot_4: ['End'],
}

test('an upload under the prefix starts a run, each node once what is before it has ended, and its end is told', async () => {
  const { workflowId } = await createWorkflow(engine, drawn({ links: DIAMOND, start: NOTIFY }))
  await upload('elsewhere/a.mp4')
  await upload('in/a.mp4', { 'content-type': 'video/mp4', 'x-cos-meta-user': 'u1' })
  const first = await claimed()
  expect(first.map(nodeOf)).toEqual(['Transcode_1', 'Transcode_2'])
  expect(first[0]?.job).toMatchObject({ inputKey: 'in/a.mp4', order: { workflow: { workflowName: 'wf' } } })
  const runId = first[0]?.job.order.workflow?.runId ?? ''
  expect(first[0]?.job.order.output?.object).toBe(`out/${runId}/Transcode_1`)

  await end(first.slice(0, 1))
  expect(await claimed()).toEqual([])
  await end(first.slice(1))
  const second = await claimed()
  // The join has one job for each of its inputs.
  expect(second.map((claim) => [nodeOf(claim), claim.job.inputKey])).toEqual([
    ['Concat_3', `out/${runId}/Transcode_1`],
    ['Concat_3', `out/${runId}/Transcode_2`],
    ['Snapshot_4', `out/${runId}/Transcode_2`],
  ])
  await end(second)
  expect(await runs(workflowId)).toMatchObject([{ runId, state: 'Success', objectKey: 'in/a.mp4' }])
  const told = await callbacks()
  expect(told.map(({ event }) => event)).toEqual([...Array<string>(5).fill('TaskFinish'), 'WorkflowFinish'])
  expect(told[0]?.body).toContain(
    '<Input><BucketId>media-1250000000</BucketId><CosHeaders><Key>Content-Type</Key><Value>video/mp4</Value>' +
      '</CosHeaders><CosHeaders><Key>x-cos-request-id</Key><Value>request-1</Value></CosHeaders><CosHeaders>' +
      '<Key>EventName</Key><Value>cos:ObjectCreated:Put</Value></CosHeaders><CosHeaders><Key>Size</Key><Value>3' +
      '</Value></CosHeaders><CosHeaders><Key>x-cos-meta-user</Key><Value>u1</Value></CosHeaders>' +
      '<Object>in/a.mp4</Object><Region>ap-guangzhou</Region></Input>',
  )
  expect(told[0]?.body).toContain(
    `<Workflow><Name>Transcode_1</Name><RunId>${runId}</RunId><WorkflowId>${workflowId}</WorkflowId>` +
      '<WorkflowName>wf</WorkflowName></Workflow></JobsDetail>',
  )
})

test('nothing starts behind a node that failed, the others go on, and the run has failed', async () => {
  const { workflowId } = await createWorkflow(engine, drawn({ links: DIAMOND, start: NOTIFY }))
  await upload('in/a.mp4')
  await end(await claimed(), (claim) => (nodeOf(claim) === 'Transcode_1' ? failed : made(claim)))
  const second = await claimed()
  expect(second.map(nodeOf)).toEqual(['Snapshot_4'])
  expect(await runs(workflowId)).toMatchObject([{ state: 'Running' }])
  await end(second)
  const [run] = await runs(workflowId)
  expect(run?.state).toBe('Failed')
  const { tasks } = await readRun(engine, at.bucket.id, run?.runId ?? '')
  expect(tasks.map(({ name, state }) => [name, state])).toEqual([
    ['Transcode_1', 'Failed'],
    ['Transcode_2', 'Success'],
    ['Concat_3', 'Cancel'],
    ['Snapshot_4', 'Success'],
  ])
})

test('what follows is never dated before what it follows, though the clocks of two workers differ', async () => {
  const links = {
    Start: ['Transcode_1', 'Transcode_2'],
    Transcode_1: ['Concat_3'],
    Transcode_2: ['Concat_3'],
    Concat_3: ['End'],
  }
  const { workflowId } = await createWorkflow(engine, drawn({ links }))
  await upload('in/a.mp4')
  const [one, two] = await claimed()
  if (!one || !two) throw new Error('the first two nodes have not started')
  at.clock.advance(500)
  const endedAt = at.clock.now()
  await end([one])
  at.clock.advance(-300)
  await end([two])
  const joined = await claimed()
  expect(joined.map(({ job }) => job.createdAt)).toEqual([endedAt, endedAt])
  await end(joined.slice(0, 1))
  at.clock.advance(-100)
  await end(joined.slice(1))
  const [run] = await runs(workflowId)
  const { execution, tasks } = await readRun(engine, at.bucket.id, run?.runId ?? '')
  expect(execution.endedAt).toBe(endedAt)
  // A job keeps the times of who ended it.
  expect(tasks.map((task) => task.endTime)).toEqual([endedAt, endedAt - 300, endedAt - 300, endedAt - 400])
})

test('a node that made nothing hands on what it read', async () => {
  await createWorkflow(
    engine,
    drawn({ links: { Start: ['Transcode_1'], Transcode_1: ['Snapshot_2'], Snapshot_2: ['End'] } }),
  )
  await upload('in/a.mp4')
  await end(await claimed(), () => ({ kind: 'success', message: '', result: {}, files: [] }))
  expect((await claimed()).map(({ job }) => job.inputKey)).toEqual(['in/a.mp4'])
})

test('the objects that a workflow makes never start it again, nor one that led to it', async () => {
  const links = { Start: ['Transcode_1'], Transcode_1: ['End'] }
  const one = await createWorkflow(engine, drawn({ links, name: 'one', prefix: '' }))
  const other = await createWorkflow(engine, drawn({ links, name: 'other', prefix: 'out/' }))
  await upload('in/a.mp4')
  for (let round = 0; round < 4; round += 1) await end(await claimed())
  expect(await runs(one.workflowId)).toHaveLength(1)
  expect(await runs(other.workflowId)).toHaveLength(1)
})

test('a paused workflow is started by hand alone', async () => {
  const links = { Start: ['Transcode_1'], Transcode_1: ['End'] }
  const { workflowId } = await createWorkflow(engine, drawn({ links }))
  const wanted = { ...drawn({ links, name: 'new' }), workflowId, assertReplaceable: assertPaused }
  await expect(replaceWorkflow(engine, wanted)).rejects.toThrow(/Active/)
  await setWorkflowState(engine, { bucketId: at.bucket.id, workflowId }, 'Paused')
  await upload('in/a.mp4', { 'content-type': 'video/mp4' })
  expect(await claimed()).toEqual([])
  await triggerManually(engine, { bucket: at.bucket, workflowId, objectKey: 'in/a.mp4' })
  expect((await claimed()).map(({ job }) => job.order.workflow?.cosHeaders)).toEqual([
    [
      { key: 'Content-Type', value: 'video/mp4' },
      { key: 'Size', value: '3' },
    ],
  ])
  const unknown = triggerManually(engine, { bucket: at.bucket, workflowId, objectKey: 'in/none' })
  await expect(unknown).rejects.toThrow(/object in\/none does not exist/)
})

test('an object that came without a type is told with the one that it is read with', async () => {
  await createWorkflow(engine, drawn({ links: { Start: ['Transcode_1'], Transcode_1: ['End'] } }))
  await upload('in/a.mp4')
  expect((await claimed())[0]?.job.order.workflow?.cosHeaders[0]).toEqual({
    key: 'Content-Type',
    value: 'video/mp4',
  })
})

test('a cancelled run starts nothing more and tells nobody; a cancelled job fails its run', async () => {
  const { workflowId } = await createWorkflow(engine, drawn({ links: DIAMOND, start: NOTIFY }))
  await upload('in/a.mp4')
  const [running] = await claimJobs(engine, { limit: 1 })
  const [run] = await runs(workflowId)
  await cancelRun(engine, at.bucket.id, run?.runId ?? '')
  if (running) await end([running])
  expect(await claimed()).toEqual([])
  expect((await callbacks()).map(({ event }) => event)).toEqual(['TaskFinish'])
  expect(await runs(workflowId)).toMatchObject([{ state: 'Cancel' }])
  await expect(cancelRun(engine, at.bucket.id, run?.runId ?? '')).rejects.toThrow(/has ended/)

  await upload('in/b.mp4')
  const [, second] = await runs(workflowId)
  const { tasks } = await readRun(engine, at.bucket.id, second?.runId ?? '')
  for (const { jobId = '' } of tasks.filter(
    ({ state, jobId: id }) => state === 'Submitted' && id !== undefined,
  ))
    await cancel(engine, { bucketId: at.bucket.id, jobId })
  expect((await runs(workflowId))[1]).toMatchObject({ state: 'Failed' })
  expect((await callbacks()).at(-1)?.body).toContain('<State>Failed</State>')
})

test('a node whose queue is gone fails with the reason, and so does the run', async () => {
  const links = { Start: ['Transcode_1'], Transcode_1: ['End'] }
  const queue = await createQueue(engine, { bucket: at.bucket.name, category: 'Transcoding', name: 'own' })
  const start = `<QueueId>${queue.queueId}</QueueId>${NOTIFY}`
  const { workflowId } = await createWorkflow(engine, drawn({ links, start }))
  await engine.db.transact((tx) => tx.deleteFrom('queues').where('id', '=', queue.id).execute())
  await upload('in/a.mp4')
  const [run] = await runs(workflowId)
  expect(run?.state).toBe('Failed')
  const { tasks } = await readRun(engine, at.bucket.id, run?.runId ?? '')
  expect(tasks).toMatchObject([{ name: 'Transcode_1', state: 'Failed', code: 'QueueNotFound' }])
  expect((await callbacks()).map(({ event }) => event)).toEqual(['WorkflowFinish'])
})

test('a node that was kept with an element that nobody reads goes on as it did', async () => {
  const links = { Start: ['Transcode_1'], Transcode_1: ['End'] }
  const { workflowId } = await createWorkflow(engine, drawn({ links }))
  const kept = await engine.db.reader.selectFrom('workflows').select('topology').executeTakeFirstOrThrow()
  // As a release left it that passed such elements over.
  const topology = kept.topology.replace(
    '{"name":"Output"',
    '{"name":"New","text":"x","children":[]},{"name":"Output"',
  )
  expect(topology).not.toBe(kept.topology)
  await engine.db.transact((tx) => sql`UPDATE workflows SET topology = ${topology}`.execute(tx))
  await upload('in/a.mp4')
  await end(await claimed())
  expect((await runs(workflowId))[0]).toMatchObject({ state: 'Success' })
})

test('the callback of a job says which object its output is, as far as there is one', async () => {
  const keyOf = {
    Transcode_1: 'out/${InputPath}/${InputName}-${Jobid}.${Ext}',
    Snapshot_2: 'out/${InputName}-${Number}.${Ext}',
  }
  const links = { Start: ['Transcode_1', 'Snapshot_2'], Transcode_1: ['End'], Snapshot_2: ['End'] }
  await createWorkflow(engine, drawn({ links, start: NOTIFY, keyOf }))
  await upload('in/a.mp4')
  const claims = await claimed()
  const key = `out/in/a-${claims.find((claim) => nodeOf(claim) === 'Transcode_1')?.job.id ?? ''}.mp4`
  await end(claims, (claim) => {
    const object = nodeOf(claim) === 'Transcode_1' ? key : 'out/a-0.jpg'
    const objects = [{ bucketName: at.bucket.name, key: object, blob: aBlob(), contentType: 'video/mp4' }]
    return { kind: 'success', message: 'done', result: {}, files: objects }
  })
  const bodies = (await callbacks()).map(({ body }) => body).join('')
  expect(bodies).toContain(`<Object>${key}</Object>`)
  expect(bodies).toContain('<Object>out/a-${Number}.${Ext}</Object>')
})

test('JSON of a run’s end has the shape that is set when it ends', async () => {
  const start = NOTIFY.replace('XML', 'JSON')
  await createWorkflow(engine, drawn({ links: { Start: ['MediaInfo_1'], MediaInfo_1: ['End'] }, start }))
  const bodies: string[] = []
  for (const callbackJson of ['native', 'page'] as const) {
    await upload('in/a.mp4', { 'x-cos-meta-empty': '' })
    engine = { ...engine, callbackJson }
    await end(await claimed())
    bodies.push((await callbacks()).at(-1)?.body ?? '')
  }
  for (const body of bodies) expect(body).toContain('"EventName":"WorkflowFinish"')
  expect(bodies[0]).toContain('{"Key":"x-cos-meta-empty","Value":""}')
  expect(bodies[1]).toContain('{"Key":"x-cos-meta-empty"}')
})

test.each([
  ['TaskFinish alone', 'TaskFinish', ['TaskFinish']],
  ['WorkflowFinish alone', 'WorkflowFinish', ['WorkflowFinish']],
])('Start asks for %s', async (_, event, expected) => {
  const start = NOTIFY.replace('TaskFinish,WorkflowFinish', event)
  await createWorkflow(engine, drawn({ links: { Start: ['Transcode_1'], Transcode_1: ['End'] }, start }))
  await upload('in/a.mp4')
  await end(await claimed())
  expect((await callbacks()).map((callback) => callback.event)).toEqual(expected)
})

test('a node that hands on must write where the next one reads', async () => {
  const links = { Start: ['Transcode_1'], Transcode_1: ['Snapshot_2'], Snapshot_2: ['End'] }
  const elsewhere = drawn({ links, bucketOf: { Transcode_1: 'other-1250000000' } })
  await expect(createWorkflow(engine, elsewhere)).rejects.toThrow(
    /Node Transcode_1: it writes to other-1250000000/,
  )
})

/** The error as `Code: message`. */
async function refusalOf(wanted: WorkflowContent): Promise<string> {
  const refusal = await createWorkflow(engine, wanted).catch((error: unknown) => error)
  return refusal instanceof ProtocolError ? `${refusal.code}: ${refusal.message}` : String(refusal)
}

test.each([
  ...['Tts', 'SCF', 'AIRecognition', 'Condition', 'HighSpeedHd', 'SegmentVideoBody'],
  ...['StreamPackConfig', 'VideoStream', 'StreamPack', 'ImageInspect'],
])('the type %s, which is not run here, is named wherever it stands', async (type) => {
  const node = `${type}_1`
  expect(await refusalOf(drawn({ links: { Start: [node], [node]: ['End'] } }))).toBe(
    `NotImplemented: Node ${node}: Type ${type} is not implemented here; ` +
      'supported types are Snapshot, MediaInfo, Transcode, Concat.',
  )
})

test.each(['Delay', 'Start2'])('%s is no type of nodes', async (type) => {
  const node = `${type}_1`
  expect(await refusalOf(drawn({ links: { Start: [node], [node]: ['End'] } }))).toMatch(
    `InvalidArgument: Node ${node}: Type ${type} is not known`,
  )
})

test('a workflow is refused for what each job of it would be refused for', async () => {
  const links = { Start: ['Transcode_1'], Transcode_1: ['End'] }
  const start = `<QueueId>p${'0'.repeat(32)}</QueueId>`
  expect(await refusalOf(drawn({ links, start }))).toMatch(/^QueueNotFound: Node Transcode_1: /)
  expect(await refusalOf(drawn({ links, bucketOf: { Transcode_1: 'other-1250000000' } }))).toBe(
    'WriteTargetBucketDenied: Node Transcode_1: The output bucket other-1250000000 does not exist here.',
  )
})

test('a bucket that is deleted takes its workflows and runs along', async () => {
  await createWorkflow(engine, drawn({ links: { Start: ['Transcode_1'], Transcode_1: ['End'] } }))
  await engine.db.transact((tx) => tx.deleteFrom('buckets').where('id', '=', at.bucket.id).execute())
  expect(await findBucket(engine.db.reader, at.bucket.name)).toBeUndefined()
  const left = await engine.db.reader.selectFrom('workflows').select('id').execute()
  expect(left).toEqual([])
})

test('a list of runs is in the order of creation whatever their states, page by page', async () => {
  const { workflowId } = await createWorkflow(
    engine,
    drawn({ links: { Start: ['Transcode_1'], Transcode_1: ['End'] } }),
  )
  const ids: string[] = []
  for (const key of ['in/a', 'in/b', 'in/c', 'in/d', 'in/e', 'in/f']) {
    await upload(key)
    at.clock.advance(1)
  }
  for (const { runId } of await runs(workflowId)) ids.push(runId)
  for (const index of [1, 4]) await cancelRun(engine, at.bucket.id, ids[index] ?? '')
  const paged = async (change: { newestFirst: boolean; states?: readonly ExecutionState[] }) => {
    const found: string[] = []
    for (let after: number | undefined; ;) {
      const filter = { bucketId: at.bucket.id, workflowId, limit: 2, after, ...change }
      const page = await listExecutions(engine.db.reader, filter)
      found.push(...page.map(({ runId }) => runId))
      after = page.at(-1)?.seq
      if (after === undefined) return found
    }
  }
  expect(await paged({ newestFirst: false })).toEqual(ids)
  expect(await paged({ newestFirst: true })).toEqual(ids.toReversed())
  expect(await paged({ newestFirst: true, states: ['Cancel'] })).toEqual([ids[4], ids[1]])
  expect(await paged({ newestFirst: false, states: ['Cancel', 'Running'] })).toEqual(ids)
})

testWhen(onPostgres)('jobs that end together lock their runs in one order, whatever their own', async () => {
  await createWorkflow(engine, drawn({ links: { Start: ['Transcode_1'], Transcode_1: ['End'] } }))
  for (const key of ['in/a', 'in/b']) await upload(key)
  const ended = (await claimJobs(engine, { limit: 2 }))
    .toReversed()
    .map((claim) => ({ claim, outcome: failed }))
  const [later = '', first = ''] = ended.map(({ claim }) => claim.job.order.workflow?.runId)
  const { finishing, laterIsFree } = await engine.db.transact(async (tx) => {
    await lockExecution(tx, first)
    const finishing = finishRuns(engine, ended)
    // Meanwhile it comes to the run that is held here.
    await sql`SELECT pg_sleep(0.5)`.execute(tx)
    const query = tx.selectFrom('executions').select('seq').where('run_id', '=', later)
    return { finishing, laterIsFree: (await forUpdateOfFree(tx, query).execute()).length === 1 }
  })
  expect(await finishing).toEqual(['finished', 'finished'])
  expect(laterIsFree).toBe(true)
})

testWhen(onPostgres)('two jobs of a run that end at once both count: what follows them starts', async () => {
  const links = {
    Start: ['Transcode_1', 'Transcode_2'],
    Transcode_1: ['Concat_3'],
    Transcode_2: ['Concat_3'],
  }
  await createWorkflow(engine, drawn({ links: { ...links, Concat_3: ['End'] } }))
  await upload('in/a')
  const [one, other] = await claimed()
  if (!one || !other) throw new Error('two nodes should have started')
  const { ending } = await engine.db.transact(async (tx) => {
    await finishRuns(engineInside(engine, tx), [{ claim: one, outcome: made(one) }])
    const ending = end([other])
    // Meanwhile it comes to the run that is held here.
    await sql`SELECT pg_sleep(0.5)`.execute(tx)
    return { ending }
  })
  await ending
  expect((await claimed()).map(nodeOf)).toEqual(['Concat_3', 'Concat_3'])
})
