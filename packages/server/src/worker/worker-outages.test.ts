import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Outages } from '../base/outages/outages.ts'
import { sleep } from '../base/tasks/wait.ts'
import { anOrder, openTestEngine, submitOne, type TestEngine } from '../engine/testing/test-engine.ts'
import { createMediaPool } from '../media/pool/pool.ts'
import { openFsStorage } from '../storage/fs/fs-storage.ts'
import { createTagRegistry } from '../tags/registry.ts'
import type { Tag, RunOutcome } from '../tags/tag.ts'
import { runWorker } from './run-worker.ts'
import type { Worker } from './worker.ts'

const TAG = { name: 'Write', family: 'media', idLetter: 'j' } as const
const BIG = 3_000_000

let at: TestEngine
let stop: AbortController
const ended: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  at = await openTestEngine()
  stop = new AbortController()
})

afterEach(async () => {
  stop.abort()
  for (const end of ended.splice(0).toReversed()) await end()
  await at[Symbol.asyncDispose]()
})

interface Machine {
  /** Whether its disk is full. */
  full: boolean
  /** Whether runs break without a reason. */
  breaks: boolean
  readonly outages: Outages
  /** Runs that were begun here. */
  runs: number
}

/** A worker on a machine of its own: jobs write to its disk, which is full when it is said to be. */
async function startWorker({ concurrency = 2 } = {}): Promise<Machine> {
  const { clock } = at
  const directory = path.join(at.directory, `machine-${ended.length}`)
  const machine: Machine = {
    full: false,
    breaks: false,
    outages: new Outages({ clock, log: at.engine.log }),
    runs: 0,
  }
  machine.outages.watch('scratch', () => (machine.full ? Promise.reject(noSpace()) : Promise.resolve()))
  const engine = { ...at.engine, tags: createTagRegistry([writing(machine)]) }
  const storage = await openFsStorage({ directory: path.join(directory, 'storage'), clock, ids: engine.ids })
  const media = createMediaPool({ size: 0, log: engine.log })
  const worker: Worker = {
    engine,
    storage,
    media,
    outages: machine.outages,
    concurrency,
    soleProcess: false,
    workDirectory: path.join(directory, 'work'),
    name: 'here/1',
    graceMs: 200,
    timeLimits: new Map(),
  }
  const running = runWorker(worker, stop.signal)
  ended.push(async () => {
    await running
    await machine.outages[Symbol.asyncDispose]()
    await media.close()
    await storage[Symbol.asyncDispose]()
  })
  return machine
}

const noSpace = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })

/** `params` are the bytes that a job writes; those of a big one never have room. */
function writing(machine: Machine): Tag {
  return {
    ...TAG,
    parameters: [],
    takesInput: false,
    read: () => ({}),
    show: () => ({ params: [], results: [] }),
    async run(job): Promise<RunOutcome> {
      machine.runs += 1
      if (machine.breaks) return { kind: 'broken', message: 'the child crashed.' }
      const bytes = Number(job.params)
      await writeFile(path.join(await job.directory(), 'out'), Buffer.alloc(bytes))
      if (machine.full || bytes >= BIG) throw noSpace()
      return { kind: 'success', message: 'done', result: {}, files: [] }
    },
  }
}

async function submit(bytes = 1): Promise<string> {
  const order = { ...anOrder().order, params: String(bytes) }
  return (await submitOne(at, { tag: TAG, inputKey: undefined, order })).id
}

interface Row {
  readonly id: string
  readonly state: string
  readonly tries: number
  readonly setbacks: number
  readonly message: string | null
}

async function rows(): Promise<readonly Row[]> {
  const columns = ['id', 'state', 'tries', 'setbacks', 'message'] as const
  return at.engine.db.reader.selectFrom('jobs').select(columns).orderBy('seq').execute()
}

async function until(is: (jobs: readonly Row[]) => boolean): Promise<readonly Row[]> {
  for (let times = 0; times < 1_500; times += 1) {
    const found = await rows()
    if (is(found)) return found
    await sleep(10)
  }
  throw new Error(`it did not come to that: ${JSON.stringify(await rows())}`)
}

const allAre = (state: string) => (jobs: readonly Row[]) => jobs.every((job) => job.state === state)

test('what a full disk breaks off uses no try, and nothing is begun until there is room', async () => {
  const machine = await startWorker()
  machine.full = true
  for (let job = 0; job < 5; job += 1) await submit()
  await until(() => machine.outages.open.length > 0)
  await until(allAre('Submitted'))
  const { runs } = machine
  await sleep(500)
  expect(machine.runs).toBe(runs)
  machine.full = false
  const done = await until(allAre('Success'))
  expect(done.map(({ tries, setbacks }) => ({ tries, setbacks }))).toEqual(
    Array.from({ length: 5 }, () => ({ tries: 1, setbacks: 0 })),
  )
})

test('while one machine has no room, another one does its jobs', async () => {
  const lame = await startWorker()
  lame.full = true
  const ids = [await submit(), await submit()]
  await until(() => lame.outages.open.length > 0)
  const healthy = await startWorker()
  while (ids.length < 8) ids.push(await submit())
  const done = await until((jobs) => jobs.length === 8 && allAre('Success')(jobs))
  expect(lame.outages.open).toHaveLength(1)
  expect(healthy.runs).toBe(8)
  expect(done.every(({ tries }) => tries === 1)).toBe(true)
})

test('a job that needs more than there is ends after five runs by itself and says what it had written; others are done', async () => {
  const machine = await startWorker({ concurrency: 3 })
  const big = await submit(BIG)
  for (let job = 0; job < 6; job += 1) await submit()
  const done = await until((jobs) => jobs.every(({ state }) => state === 'Success' || state === 'Failed'))
  const failed = done.filter(({ state }) => state === 'Failed')
  expect(failed).toMatchObject([{ id: big }])
  expect(failed[0]?.message).toMatch(
    /run 5 times by itself .* disk .* is full.* It had written 2\.9 MiB by then/,
  )
  expect(done.filter(({ id }) => id !== big).every(({ tries }) => tries === 1)).toBe(true)
  // The last run of the big one reported an outage, which a probe ends.
  await expect.poll(() => machine.outages.open, { timeout: 10_000 }).toEqual([])
})

test('a run that broke while its machine lacked something was not the job’s fault', async () => {
  const machine = await startWorker({ concurrency: 1 })
  machine.breaks = true
  machine.full = true
  await submit()
  await until(() => machine.outages.open.length > 0)
  machine.breaks = false
  machine.full = false
  expect(await until(allAre('Success'))).toMatchObject([{ tries: 1, setbacks: 0 }])
})
