/** A worker of workflows that also starts and cancels runs, to be killed: `worker-process.ts SETTINGS_JSON`. */
import { mkdir } from 'node:fs/promises'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { findBucket } from '../../../packages/server/src/buckets/store.ts'
import { cancelRun } from '../../../packages/server/src/engine/workflows/cancel-run.ts'
import { putObject } from '../../../packages/server/src/engine/objects/put-object.ts'
import {
  removeWorkflow,
  setWorkflowState,
} from '../../../packages/server/src/engine/workflows/save-workflow.ts'
import { triggerManually } from '../../../packages/server/src/engine/workflows/trigger-manually.ts'
import { ProtocolError } from '../../../packages/server/src/protocol/errors.ts'
import { runWorker } from '../../../packages/server/src/worker/run-worker.ts'
import { openPauseWorker } from '../../../tooling/pause-jobs/pause-worker.ts'
import { request, settings, type Answer, type Command, type Reply } from './commands.ts'
import { recordEvidence } from './evidence.ts'
import { openGraphEngine } from './open-engine.ts'

type Start = Extract<Command, { readonly what: 'start' }>
type Cancel = Extract<Command, { readonly what: 'cancel' }>

const {
  bucket: bucketName,
  concurrency,
  storage,
  ...place
} = settings.parse(JSON.parse(process.argv[2] ?? ''))
const { directory } = place
const { engine, soleProcess } = await openGraphEngine(place)
const { db } = engine
const found = await findBucket(db.reader, bucketName)
if (!found) throw new Error(`there is no bucket ${bucketName}`)
const bucket = found
await mkdir(storage, { recursive: true })
const worker = await openPauseWorker({ engine, directory: storage, concurrency, soleProcess })
const stop = new AbortController()

process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => stop.abort())
process.on('message', (message: unknown) => {
  const { id, command } = request.parse(message)
  carryOut(command).then(
    (answer) => tell({ id, answer }),
    (error: unknown) => tell({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  )
})
tell({ ready: true })
await runWorker(worker, stop.signal)
process.exit()

function tell(what: Reply): void {
  process.send?.(what)
}

function carryOut(command: Command): Promise<Answer> {
  switch (command.what) {
    case 'start':
      return start(command)
    case 'cancel':
      return cancel(command)
    case 'count':
      return count()
  }
}

async function start(wanted: Start): Promise<Answer> {
  const { workflowId } = wanted
  const runId = (await findRun(workflowId)) ?? (await startOne(wanted))
  const name = { bucketId: bucket.id, workflowId }
  if (wanted.then === 'pause') await setWorkflowState(engine, name, 'Paused').catch(expectRefusal)
  if (wanted.then === 'delete') await removeWorkflow(engine, name).catch(expectRefusal)
  return { runId }
}

async function startOne({ workflowId, key, by }: Start): Promise<string> {
  const bytes = (async function* () {
    yield await Promise.resolve(Buffer.from('input'))
  })()
  const blob = await worker.storage.stage(bytes, { maxBytes: 100 }, stop.signal)
  await putObject(engine, { bucket, key, blob, headers: {}, storageClass: 'STANDARD' })
  if (by === 'hand') return triggerManually(engine, { bucket, workflowId, objectKey: key })
  const runId = await findRun(workflowId)
  if (runId === undefined) throw new Error(`the upload of ${key} started nothing`)
  return runId
}

async function findRun(workflowId: string): Promise<string | undefined> {
  const rows = db.reader.selectFrom('executions').select('run_id').where('workflow_id', '=', workflowId)
  return (await rows.executeTakeFirst())?.run_id
}

async function cancel({ runId, atOnce }: Cancel): Promise<Answer> {
  if (!atOnce) await untilJobRuns(runId)
  await cancelRun(engine, bucket.id, runId).catch(expectRefusal)
  const { state, workflow_id: workflowId } = await db.reader
    .selectFrom('executions')
    .select(['state', 'workflow_id'])
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  if (state !== 'Cancel') return { isCancelled: false }
  // A workflow has one run here.
  const ofRun = await db.reader
    .selectFrom('jobs')
    .select(['id', 'state', 'losses'])
    .where('workflow_id', '=', workflowId)
    .execute()
  const standing = ofRun.map(({ id, state: of, losses }) => {
    const isTakenBack = of === 'Submitted' && losses > 0
    return [id, isTakenBack ? 'TakenBack' : of] as const
  })
  recordEvidence(directory, { what: 'cancelled', run: runId, jobs: Object.fromEntries(standing) })
  return { isCancelled: true }
}

async function untilJobRuns(runId: string): Promise<void> {
  for (;;) {
    const { state, workflow_id: workflowId } = await db.reader
      .selectFrom('executions')
      .select(['state', 'workflow_id'])
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow()
    const running = await db.reader
      .selectFrom('jobs')
      .select('id')
      .where('workflow_id', '=', workflowId)
      .where('state', '=', 'Running')
      .executeTakeFirst()
    if (state !== 'Running' || running) return
    await sleep(5)
  }
}

async function count(): Promise<Answer> {
  const all = (query: { count: number }): number => query.count
  const runs = await db.reader
    .selectFrom('executions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'Running')
    .executeTakeFirstOrThrow()
  const jobs = await db.reader
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', 'in', ['Submitted', 'Running'])
    .executeTakeFirstOrThrow()
  return { open: all(runs) + all(jobs) }
}

/** After a kill the thing may be done already: a run that has ended, a workflow that is gone. */
function expectRefusal(error: unknown): void {
  if (!(error instanceof ProtocolError)) throw error
}
