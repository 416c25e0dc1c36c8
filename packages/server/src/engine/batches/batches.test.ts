import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findBatches } from '../../batches/list-batches.ts'
import { browseBatch } from '../operator/browse-batches.ts'
import type { BatchRecord } from '../../batches/store.ts'
import { findObject } from '../../buckets/store.ts'
import { readBatch } from '../../protocol/batches/read-batch.ts'
import { readWorkflow } from '../../protocol/workflows/read-workflow.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { blobPath } from '../../storage/fs/blob-paths.ts'
import { openFsStorage } from '../../storage/fs/fs-storage.ts'
import type { Storage } from '../../storage/storage.ts'
import { createTagRegistry } from '../../tags/registry.ts'
import { advanceBatch, type Advanced } from './advance-batch.ts'
import { cancelBatch } from './cancel-batch.ts'
import { cancelRun } from '../workflows/cancel-run.ts'
import { claimJobs, type Claim } from '../work/claim.ts'
import { createBatch } from './create-batch.ts'
import type { JobEngine } from '../engine.ts'
import { finishRuns, type JobOutcome } from '../work/finish.ts'
import { BlobLines } from '../../storage/lines/blob-lines.ts'
import { pruneJobs } from '../work/prune-jobs.ts'
import { putObject } from '../objects/put-object.ts'
import { listJobs } from '../jobs/read-jobs.ts'
import { resolveBatchSource } from './resolve-batch-source.ts'
import { createWorkflow } from '../workflows/save-workflow.ts'
import { reclaimBatches, takeDueBatch } from './take-batch.ts'
import { aTag, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'
import { listExecutions } from '../../workflows/executions.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const never = new AbortController().signal

let at: TestEngine
let engine: JobEngine
let storage: Storage
let files: BlobLines

beforeEach(async () => {
  at = await openTestEngine()
  engine = { ...at.engine, tags: createTagRegistry(['Transcode', 'Snapshot'].map(aTag)) }
  const { clock, ids } = engine
  storage = await openFsStorage({ directory: path.join(at.directory, 'storage'), clock, ids })
  files = new BlobLines(storage)
})

afterEach(async () => {
  await files[Symbol.asyncDispose]()
  await storage[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
})

async function upload(key: string, content: Uint8Array | string = 'abc'): Promise<void> {
  const blob = await storage.stage(oneChunk(Buffer.from(content)), { maxBytes: 100_000_000 }, never)
  await putObject(engine, { bucket: at.bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

async function uploads(count: number, prefix = 'in/'): Promise<readonly string[]> {
  const keys = Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}.mp4`)
  const blob = { id: '1'.padStart(32, '0'), size: 3, md5: '0'.repeat(32), crc64: '1' }
  for (const key of keys)
    await putObject(engine, { bucket: at.bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
  return keys
}

interface Submitted {
  readonly input: string
  readonly times?: string
  readonly operation?: string
}

const OUTPUT =
  '<Output><Region>ap-guangzhou</Region><Bucket>media-1250000000</Bucket>' +
  '<Object>out/${InventoryTriggerJobId}/${InputName}.mp4</Object></Output>'

async function submit({ input, times = '', operation = '' }: Submitted): Promise<string> {
  const own = operation === '' ? `<Tag>Transcode</Tag><JobParam/>${OUTPUT}<UserData>u</UserData>` : operation
  const xml =
    `<Request><Name>b</Name><Input>${input}</Input>` +
    `<Operation><TimeInterval>${times}</TimeInterval>${own}</Operation></Request>`
  const request = readBatch(readXml(Buffer.from(xml)), at.bucket.name)
  const wanted = { db: engine.db.reader, storage, bucket: at.bucket }
  const source = await resolveBatchSource(wanted, request.input, never)
  const { output, userData } = request.job?.operation ?? {}
  const params = { streams: [{ object: '${inventorytriggerjobid}/${InputName}' }] }
  const order = { output, userData, params, callback: {} }
  const { from, to } = request.modified
  const { batchId } = await createBatch(engine, {
    bucket: at.bucket,
    name: request.name,
    workflowId: request.workflowId,
    request: request.sent,
    plan: {
      source,
      ...(from === undefined && to === undefined ? {} : { modified: { from, to } }),
      ...(request.job && { job: { tag: 'Transcode', level: 0, order } }),
    },
  })
  return batchId
}

/** One step of the batch that is due next. */
async function step(): Promise<Advanced | undefined> {
  const batch = await takeDueBatch(engine)
  return batch && advanceBatch(engine, files, batch)
}

/** Steps until nothing is due for now; each takes the lease anew, as another process would. */
async function steps(most = 1_000): Promise<void> {
  for (let count = 0; count < most; count += 1) {
    const advanced = await step()
    if (!advanced) return
    if (advanced.hasMore) at.clock.advance(10_000)
  }
}

/** What waits is due again. */
async function later(): Promise<void> {
  at.clock.advance(2_000)
  await steps()
}

async function read(batchId: string): Promise<BatchRecord> {
  const [batch] = await findBatches(engine.db.reader, at.bucket.id, [batchId])
  const shown = await browseBatch(engine.db.reader, batchId)
  if (!batch || !shown) throw new Error('there is no such batch')
  const { succeeded, failed, cancelled } = shown
  return { ...batch, succeeded, failed, cancelled }
}

const claimed = (limit = 5_000): Promise<readonly Claim[]> => claimJobs(engine, { limit })
const done: JobOutcome = { kind: 'success', message: '', result: {}, files: [] }
const failed: JobOutcome = { kind: 'failed', code: 'ResourceNotSupported', message: 'no video' }

async function end(claims: readonly Claim[], outcome: JobOutcome = done): Promise<void> {
  await finishRuns(
    engine,
    claims.map((claim) => ({ claim, outcome })),
  )
}

/** The inputs of all jobs there ever were, in the order of their submission. */
async function inputs(): Promise<readonly (string | null)[]> {
  const rows = await engine.db.reader.selectFrom('jobs').select('input_key').orderBy('seq').execute()
  return rows.map((row) => row.input_key)
}

async function limitQueue(change: { max_size?: number; max_concurrent?: number }): Promise<void> {
  await engine.db.transact((tx) => tx.updateTable('queues').set(change).execute())
}

test('each object under a prefix becomes one job, page after page, and the end of the last one ends the batch', async () => {
  await limitQueue({ max_concurrent: 1_000 })
  const keys = await uploads(230)
  await upload('in/folder/', '')
  await upload('other/x.mp4')
  const batchId = await submit({ input: '<Prefix>in/</Prefix>' })
  expect(batchId).toMatch(/^b[0-9a-f]{32}$/)
  await steps()
  expect(await inputs()).toEqual(keys)
  expect(await read(batchId)).toMatchObject({
    state: 'Running',
    phase: 'Draining',
    seen: 230,
    submitted: 230,
  })
  const claims = await claimed()
  expect(claims[0]?.job.order).toMatchObject({
    batchId,
    userData: 'u',
    output: { object: `out/${batchId}/\${InputName}.mp4` },
    params: { streams: [{ object: `${batchId}/\${InputName}` }] },
  })
  await end(claims.slice(0, 200))
  await end(claims.slice(200, 229), failed)
  expect(await read(batchId)).toMatchObject({ state: 'Running', succeeded: 200, failed: 29 })
  await later()
  expect(await read(batchId)).toMatchObject({ state: 'Running', succeeded: 200, failed: 29 })
  await end(claims.slice(229))
  await later()
  expect(await read(batchId)).toMatchObject({
    state: 'Success',
    phase: 'Done',
    succeeded: 201,
    failed: 29,
    endedAt: at.clock.now(),
  })
  const listed = { bucketId: at.bucket.id, batchId, direction: 'asc', limit: 500 } as const
  expect(await listJobs(engine.db.reader, listed)).toHaveLength(230)
  expect(await step()).toBeUndefined()
})

test('a process that dies between or in the middle of pages leaves no object out and takes none twice', async () => {
  const keys = await uploads(250)
  await submit({ input: '<Prefix>in/</Prefix>' })
  const first = await takeDueBatch(engine)
  if (!first) throw new Error('nothing is due')
  await advanceBatch(engine, files, first)
  // Before the commit: nothing of it is kept.
  const { db } = engine
  const dying: JobEngine = {
    ...engine,
    db: {
      reader: db.reader,
      onWake: (channel, listener) => db.onWake(channel, listener),
      transact: (unit) =>
        db.transact(async (tx) => {
          await unit(tx)
          throw new Error('killed')
        }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  }
  await expect(advanceBatch(dying, files, { ...first, cursor: { after: keys[99] } })).rejects.toThrow(
    'killed',
  )
  expect(await inputs()).toHaveLength(100)
  expect(await step()).toBeUndefined()
  at.clock.advance(10_000)
  const second = await takeDueBatch(engine)
  if (!second) throw new Error('nothing is due')
  // The first was not dead, only slow: its lease is gone.
  expect(await advanceBatch(engine, files, { ...first, cursor: { after: keys[99] } })).toMatchObject({
    submitted: 0,
  })
  await advanceBatch(engine, files, second)
  at.clock.advance(10_000)
  await steps()
  expect(await inputs()).toEqual(keys)
})

test('a start that finds leases of nobody takes the batches up at once', async () => {
  await uploads(3)
  await submit({ input: '<Prefix>in/</Prefix>' })
  await takeDueBatch(engine)
  expect(await step()).toBeUndefined()
  await reclaimBatches(engine)
  await step()
  expect(await inputs()).toHaveLength(3)
})

test('a full queue makes a batch wait, which leaves a tenth of it to others, and so do a thousand open jobs', async () => {
  await limitQueue({ max_size: 30, max_concurrent: 2_000 })
  const keys = await uploads(1_150)
  const batchId = await submit({ input: '<Prefix>in/</Prefix>' })
  await steps()
  expect(await inputs()).toHaveLength(27)
  await claimed(10)
  await later()
  expect(await inputs()).toHaveLength(37)
  await limitQueue({ max_size: 5_000 })
  await later()
  expect(await inputs()).toHaveLength(1_000)
  expect(await read(batchId)).toMatchObject({ state: 'Running', phase: 'Listing', submitted: 1_000 })
  await end((await claimed()).slice(0, 120))
  await later()
  expect(await inputs()).toHaveLength(1_120)
  await end(await claimed())
  await later()
  expect(await inputs()).toEqual(keys)
})

test('a cancelled batch lists no further and cancels what waits; what runs still ends', async () => {
  const keys = await uploads(300)
  const batchId = await submit({ input: '<Prefix>in/</Prefix>' })
  await step()
  const running = await claimed(4)
  await cancelBatch(engine, { bucketId: at.bucket.id, batchId })
  expect(await read(batchId)).toMatchObject({
    state: 'Cancel',
    submitted: 100,
    cancelled: 96,
    phase: 'Cancelling',
  })
  await later()
  await end(running)
  await later()
  expect(await read(batchId)).toMatchObject({ state: 'Cancel', phase: 'Done', succeeded: 4, cancelled: 96 })
  expect(await inputs()).toEqual(keys.slice(0, 100))
  await expect(cancelBatch(engine, { bucketId: at.bucket.id, batchId })).rejects.toThrow(/has ended: Cancel/)
  await expect(cancelBatch(engine, { bucketId: at.bucket.id, batchId: 'b0' })).rejects.toThrow(/no batch b0/)
})

test('a cancel that breaks off is taken up by whoever advances the batch', async () => {
  await uploads(10)
  const batchId = await submit({ input: '<Prefix>in/</Prefix>' })
  await step()
  await engine.db.transact((tx) =>
    tx
      .updateTable('batches')
      .set({ state: 'Cancel', phase: 'Cancelling', ended_at: at.clock.now(), due_at: 0, lease_token: null })
      .execute(),
  )
  await steps()
  expect(await read(batchId)).toMatchObject({ state: 'Cancel', phase: 'Done', cancelled: 10 })
})

test('a batch that finds nothing says so', async () => {
  await upload('in/a.mp4')
  const batchId = await submit({ input: '<Prefix>out/</Prefix>' })
  await steps()
  expect(await read(batchId)).toMatchObject({
    state: 'Success',
    message: 'There is no object that Input and TimeInterval name.',
  })
})

test('TimeInterval chooses by when an object was written', async () => {
  await upload('in/a')
  at.clock.advance(HOUR_MS)
  const from = new Date(at.clock.now()).toISOString().replace(/\.\d+/, '')
  await upload('in/b')
  at.clock.advance(HOUR_MS)
  const to = new Date(at.clock.now()).toISOString().replace(/\.\d+/, '')
  await upload('in/c')
  at.clock.advance(HOUR_MS)
  await upload('in/d')
  await upload('list.txt', ['a', 'b', 'c', 'd', 'gone'].map(urlOf).join('\n'))
  const times = `<Start>${from}</Start><End>${to}</End>`
  await submit({ input: '<Prefix>in/</Prefix>', times })
  await steps()
  expect(await inputs()).toEqual(['in/b', 'in/c'])
  await submit({ input: '<UrlFile>list.txt</UrlFile>', times })
  await steps()
  // What is not there is not passed over in silence: its job says so.
  expect((await inputs()).slice(2)).toEqual(['in/b', 'in/c', 'in/gone'])
})

const urlOf = (name: string): string => `https://${at.bucket.name}.cos.ap-guangzhou.myqcloud.com/in/${name}`

test('a UrlFile names an object in each line; one that names none is counted and told', async () => {
  const lines = Array.from({ length: 130 }, (_, index) => urlOf(`%E4%BD%A0${index}.mp4`))
  const foreign = 'https://other-1250000000.cos.ap-guangzhou.myqcloud.com/x'
  const text = `\uFEFF${lines.slice(0, 60).join('\r\n')}\r\n\r\n${foreign}\nnonsense\n${lines.slice(60).join('\n')}`
  await upload('lists/urls.txt', text)
  const batchId = await submit({ input: `<UrlFile>${urlOf('').replace('in/', 'lists/urls.txt')}</UrlFile>` })
  await steps()
  expect(await inputs()).toEqual(lines.map((_, index) => `in/你${index}.mp4`))
  const batch = await read(batchId)
  expect(batch).toMatchObject({ seen: 132, submitted: 130, refused: 2 })
  expect(batch.message).toContain(
    'lists/urls.txt, line 62 must be the address of an object in media-1250000000',
  )
  await expect(submit({ input: '<UrlFile>none.txt</UrlFile>' })).rejects.toThrow(
    /object none.txt does not exist/,
  )
})

test('a list that was replaced is read as it was; one that is broken fails the batch by name', async () => {
  const lines = Array.from({ length: 150 }, (_, index) => urlOf(`${index}`))
  await upload('list.txt', lines.join('\n'))
  await submit({ input: '<UrlFile>list.txt</UrlFile>' })
  await step()
  await upload('list.txt', urlOf('new'))
  at.clock.advance(10_000)
  await steps()
  expect(await inputs()).toHaveLength(150)

  await upload('broken.gz', 'this is no gzip')
  const broken = await submit({ input: '<UrlFile>broken.gz</UrlFile>' })
  await steps()
  expect(await read(broken)).toMatchObject({
    state: 'Failed',
    phase: 'Done',
    code: 'ResourceNotSupported',
    message: 'broken.gz is no gzip file, or a broken one.',
  })
  await upload('long.txt', 'x'.repeat(40_000))
  const long = await submit({ input: '<UrlFile>long.txt</UrlFile>' })
  await steps()
  expect((await read(long)).message).toBe('long.txt has a line after line 0 that is longer than 16 KiB.')
})

test('a list whose stored bytes are damaged fails the batch before any of its lines is a job', async () => {
  const lines = Array.from({ length: 150 }, (_, index) => urlOf(`${index}`)).join('\n')
  await upload('list.txt', lines)
  const object = await findObject(engine.db.reader, at.bucket.id, 'list.txt')
  if (!object) throw new Error('there is no list')
  const file = blobPath(path.join(at.directory, 'storage', 'blobs'), object.blobId)
  await chmod(file, 0o600)
  await writeFile(file, lines.replace(/9$/, '8'))
  const id = await submit({ input: '<UrlFile>list.txt</UrlFile>' })
  await steps()
  expect(await read(id)).toMatchObject({
    state: 'Failed',
    code: 'ResourceDownloadFailed',
    message: 'The stored bytes of list.txt are damaged; put it again.',
  })
  expect(await inputs()).toEqual([])
})

const manifest = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    sourceAppid: '1250000000',
    sourceBucket: 'media',
    destinationBucket: 'media',
    fileFormat: 'CSV',
    fileSchema: 'Appid, Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size',
    files: [
      { key: 'inventory/1.csv.gz', size: '1', MD5checksum: '0' },
      { key: 'inventory/2.csv', size: '1', MD5checksum: '0' },
    ],
    ...change,
  })

test('the files of an inventory are read one after the other, compressed or not, also by one who starts anew', async () => {
  const row = (key: string, latest = 'True', deleted = 'False'): string =>
    `"1250000000","media","${key}","v1","${latest}","${deleted}","3"`
  const many = Array.from({ length: 220 }, (_, index) => row(`in%2F${index}+a%22.mp4`))
  const first = [...many, row('in%2Fold', 'False'), row('in%2Fgone', 'True', 'True'), row('in%2Fdir%2F')]
  await upload('inventory/1.csv.gz', gzipSync(`${first.join('\n')}\n`))
  await upload('inventory/2.csv', `${row('in%2Flast')}\n"broken\n${row('%ZZ')}\n`)
  await upload('inventory/manifest.json', manifest())
  const batchId = await submit({ input: '<Manifest>inventory/manifest.json</Manifest>' })
  await step()
  await files.close(batchId)
  at.clock.advance(10_000)
  await steps()
  const expected = many.map((_, index) => `in/${index} a".mp4`)
  expect(await inputs()).toEqual([...expected, 'in/last'])
  expect(await read(batchId)).toMatchObject({
    submitted: 221,
    refused: 2,
    message: 'inventory/2.csv, line 2: it is no CSV.',
  })
})

test.each([
  ['another bucket', { sourceBucket: 'other' }, /its sourceBucket is other-1250000000/],
  ['another format', { fileFormat: 'ORC' }, /its fileFormat is ORC; only CSV is read/],
  ['no schema', { fileSchema: undefined }, /its fileSchema is missing/],
  ['a schema without keys', { fileSchema: 'Bucket, Size' }, /its fileSchema has no Key/],
  ['a file without a key', { files: [{ size: '1' }] }, /its key is missing/],
  ['a file that is not there', { files: [{ key: 'none.csv' }] }, /object none.csv does not exist/],
])('a manifest of %s is refused when it is submitted', async (_, change, reason) => {
  await upload('manifest.json', manifest(change))
  await expect(submit({ input: '<Manifest>manifest.json</Manifest>' })).rejects.toThrow(reason)
})

test('a batch of a workflow starts a run for each object, which carries its id, and counts how the runs ended', async () => {
  await limitQueue({ max_concurrent: 100 })
  const workflowId = await aWorkflow()
  await uploads(30)
  const batchId = await submit({
    input: '<Prefix>in/</Prefix>',
    operation: `<WorkflowIds>${workflowId}</WorkflowIds>`,
  })
  await steps()
  const claims = await claimed()
  expect(claims).toHaveLength(30)
  expect(claims[0]?.job.order).toMatchObject({ batchId, output: { object: `out/${batchId}` } })
  await end(claims.slice(0, 20))
  await end(claims.slice(20, 29), failed)
  const filter = { bucketId: at.bucket.id, workflowId, batchId, newestFirst: false, limit: 100 }
  const runs = await listExecutions(engine.db.reader, filter)
  expect(runs).toHaveLength(30)
  await cancelRun(engine, at.bucket.id, runs[29]?.runId ?? '')
  await later()
  expect(await read(batchId)).toMatchObject({ state: 'Success', succeeded: 20, failed: 9, cancelled: 1 })
})

test('runs of a batch respect the queue, and a cancelled batch cancels them', async () => {
  await limitQueue({ max_size: 12 })
  const workflowId = await aWorkflow()
  await uploads(40)
  const operation = `<WorkflowIds>${workflowId}</WorkflowIds>`
  const batchId = await submit({ input: '<Prefix>in/</Prefix>', operation })
  await steps()
  expect(await read(batchId)).toMatchObject({ submitted: 11 })
  await cancelBatch(engine, { bucketId: at.bucket.id, batchId })
  await later()
  expect(await read(batchId)).toMatchObject({ state: 'Cancel', phase: 'Done', cancelled: 11 })
  expect(await claimed()).toEqual([])
})

async function aWorkflow(): Promise<string> {
  const output = OUTPUT.replace('/${InputName}.mp4', '')
  const xml =
    '<Request><MediaWorkflow><Name>wf</Name><State>Paused</State><Topology><Dependencies><Start>Transcode_1</Start>' +
    '<Transcode_1>End</Transcode_1></Dependencies><Nodes><Start><Type>Start</Type><Input><ObjectPrefix>in/</ObjectPrefix>' +
    `</Input></Start><Transcode_1><Type>Transcode</Type><Operation>${output}</Operation></Transcode_1></Nodes>` +
    '</Topology></MediaWorkflow></Request>'
  const wanted = { bucket: at.bucket, ...readWorkflow(readXml(Buffer.from(xml))) }
  return (await createWorkflow(engine, wanted)).workflowId
}

test('a batch whose service is closed half way fails by name, and what was submitted goes on', async () => {
  await uploads(150)
  const batchId = await submit({ input: '<Prefix>in/</Prefix>' })
  await step()
  await engine.db.transact((tx) =>
    tx
      .insertInto('service_activations')
      .values({ bucket_id: at.bucket.id, service: 'media', state: 'Closed', changed_at: 0 })
      .execute(),
  )
  at.clock.advance(10_000)
  await steps()
  expect(await read(batchId)).toMatchObject({
    state: 'Failed',
    phase: 'Draining',
    code: 'MediaBucketUnBinded',
  })
  await limitQueue({ max_concurrent: 200 })
  await end(await claimed())
  await later()
  expect(await read(batchId)).toMatchObject({ state: 'Failed', phase: 'Done', succeeded: 100 })
})

test('batches that ended long ago are taken away with their jobs, and go with their bucket', async () => {
  await uploads(1)
  const batchId = await submit({ input: '<Object>in/0000.mp4</Object>' })
  await steps()
  await end(await claimed())
  await later()
  expect(await read(batchId)).toMatchObject({ state: 'Success', submitted: 1 })
  at.clock.advance(31 * DAY_MS)
  await submit({ input: '<Object>in/0000.mp4</Object>' })
  await steps()
  await end(await claimed())
  await pruneJobs(engine, 30, never)
  expect(await findBatches(engine.db.reader, at.bucket.id, [batchId])).toEqual([])
  await engine.db.transact((tx) => tx.deleteFrom('objects').execute())
  await engine.db.transact((tx) => tx.deleteFrom('buckets').where('id', '=', at.bucket.id).execute())
  await pruneJobs(engine, 30, never)
  const left = await engine.db.reader.selectFrom('batch_ends').select('id').execute()
  expect(left).toEqual([])
})

test('a file that is read for longer than a lease leaves the batch with who reads it', async () => {
  await upload('list.gz', gzipSync(`${urlOf('a')}\n`))
  const id = await submit({ input: '<UrlFile>list.gz</UrlFile>' })
  const opened = Promise.withResolvers<undefined>()
  const slow = new BlobLines({
    compare: (...wanted) => storage.compare(...wanted),
    read: (...wanted) =>
      Readable.from(
        (async function* () {
          await opened.promise
          yield* storage.read(...wanted)
        })(),
      ),
  })
  const batch = await takeDueBatch(engine)
  if (!batch) throw new Error('no batch is due')
  const advancing = advanceBatch(engine, slow, batch)
  at.clock.advance(9_000)
  await vi.waitFor(async () => expect(await dueAt(id)).toBe(at.clock.now() + 10_000), 10_000)
  at.clock.advance(9_000)
  expect(await takeDueBatch(engine)).toBeUndefined()
  opened.resolve(undefined)
  expect(await advancing).toMatchObject({ submitted: 1 })
  await slow[Symbol.asyncDispose]()
})

async function dueAt(batchId: string): Promise<number | undefined> {
  const query = engine.db.reader.selectFrom('batches').select('due_at').where('batch_id', '=', batchId)
  return (await query.executeTakeFirst())?.due_at
}

test('others who fill the queue while a page is read leave no object of it out, and have none taken twice', async () => {
  await limitQueue({ max_size: 10 })
  const keys = await uploads(9)
  await submit({ input: '<Prefix>in/</Prefix>' })
  const batch = await takeDueBatch(engine)
  if (!batch) throw new Error('nothing is due')
  const { reader } = engine.db
  let others = 6
  const transact: JobEngine['db']['transact'] = async (unit, options) => {
    while (others-- > 0) await submitOne(at, { inputKey: 'other' })
    return engine.db.transact(unit, options)
  }
  const filled = { ...engine, db: { ...engine.db, reader, transact } }
  expect(await advanceBatch(filled, files, batch)).toMatchObject({ submitted: 3 })
  await limitQueue({ max_size: 100 })
  await later()
  expect((await inputs()).filter((key) => key !== 'other')).toEqual(keys)
})

test('a page that was read before the cursor moved is of no use', async () => {
  const keys = await uploads(150)
  await submit({ input: '<Prefix>in/</Prefix>' })
  const batch = await takeDueBatch(engine)
  if (!batch) throw new Error('nothing is due')
  expect((await advanceBatch(engine, files, batch)).submitted).toBe(100)
  expect((await advanceBatch(engine, files, batch)).submitted).toBe(0)
  at.clock.advance(10_000)
  await steps()
  expect(await inputs()).toEqual(keys)
})
