import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../../base/log.ts'
import { sleep } from '../../base/tasks/wait.ts'
import { createMediaPool, type MediaPool, type MediaPoolOptions, type MediaTask } from './pool.ts'

const module = new URL('./testing/test-child.ts', import.meta.url)
const never = new AbortController().signal

function openPool(options: Partial<MediaPoolOptions> = {}): MediaPool {
  const pool = createMediaPool({ size: 1, log: silentLog(), ...options })
  onTestFinished(() => pool.close())
  return pool
}

function task(input: { does: string; ms?: number; path?: string }, more: Partial<MediaTask> = {}): MediaTask {
  return { module, input, ...more }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isRunning(pid); tries++) await sleep(50)
  return !isRunning(pid)
}

test('a child stays warm for the next task, with a lower priority than the service', async () => {
  const pool = openPool()
  const first = await pool.run(task({ does: 'answer' }), never)
  const second = await pool.run(task({ does: 'answer' }), never)
  expect(first).toEqual({ kind: 'done', value: { pid: pool.pids[0], niceness: 10 } })
  expect(second).toEqual(first)
})

test('children end when nothing was to do for a while; they start again for a task, or ahead of it', async () => {
  const pool = openPool({ size: 2, idleMs: 300 })
  const worked = pool.run(task({ does: 'work', ms: 1_000 }), never)
  await expect.poll(() => pool.pids).toHaveLength(2)
  const before = pool.pids
  expect(await worked).toEqual({ kind: 'done', value: null })
  expect(pool.pids).toEqual(before)
  for (const pid of before) expect(await untilGone(pid)).toBe(true)
  await expect.poll(() => pool.pids).toEqual([])
  pool.warmUp()
  await expect.poll(() => pool.pids).toHaveLength(2)
  for (const pid of pool.pids) expect(await untilGone(pid)).toBe(true)
  expect(await pool.run(task({ does: 'answer' }), never)).toMatchObject({ kind: 'done' })
})

test('a task uses all cores while it is alone, and a part of them beside others', async () => {
  const pool = openPool({ size: 3, cores: 8 })
  const tell = (): Promise<unknown> => pool.run(task({ does: 'tell-threads', ms: 500 }), never)
  const together = await Promise.all([tell(), tell(), tell()])
  expect(together).toEqual([2, 2, 2].map((value) => ({ kind: 'done', value })))
  expect(await tell()).toEqual({ kind: 'done', value: 8 })
})

test('a crash fails one task: its neighbour succeeds and the next one gets a new child', async () => {
  const pool = openPool({ size: 2 })
  const [crashed, neighbour] = await Promise.all([
    pool.run(task({ does: 'crash' }), never),
    pool.run(task({ does: 'work', ms: 800 }), never),
  ])
  expect(crashed).toMatchObject({ kind: 'broken', reason: 'crashed' })
  expect(neighbour).toEqual({ kind: 'done', value: null })
  expect(await pool.run(task({ does: 'answer' }), never)).toMatchObject({ kind: 'done' })
  expect(pool.pids).toHaveLength(2)
})

test('a child that makes no progress is killed; one that reports may take its time', async () => {
  const pool = openPool({ size: 2 })
  const limits = { stallMs: 2_000 }
  const [hanging, working] = await Promise.all([
    pool.run(task({ does: 'hang', ms: 60_000 }, { limits }), never),
    pool.run(task({ does: 'work', ms: 3_000 }, { limits }), never),
  ])
  const message = 'The task made no progress for 2000 ms at 0 % of its work.'
  expect(hanging).toEqual({ kind: 'broken', reason: 'stalled', message, suspectsInput: true })
  expect(working).toEqual({ kind: 'done', value: null })
})

test.each([
  ['memory', { memoryBytes: 300_000_000 }, 'eat-memory'],
  ['timeout', { timeoutMs: 500 }, 'work'],
  ['timeout', { cpuSeconds: 0.5 }, 'work'],
] as const)('a task that exceeds its limit (%s, %o) is killed', async (reason, limits, does) => {
  const result = await openPool().run(task({ does, ms: 60_000 }, { limits }), never)
  expect(result).toMatchObject({ kind: 'broken', reason })
})

test('an output that grows beyond its limit fails the task, not the service', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lemnis-pool-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const pool = openPool()
  await pool.run(task({ does: 'answer' }, { limits: { fileBytes: 1_000_000 } }), never)
  const result = await pool.run(
    task({ does: 'write', path: join(directory, 'out') }, { limits: { fileBytes: 1_000_000 } }),
    never,
  )
  expect(result).toMatchObject({ kind: 'broken' })
})

test('an abort kills the child, and a waiting task that is aborted never starts', async () => {
  const pool = openPool()
  await pool.run(task({ does: 'answer' }), never)
  const [busy] = pool.pids
  const first = new AbortController()
  const second = new AbortController()
  const running = pool.run(task({ does: 'hang', ms: 60_000 }), first.signal)
  const waiting = pool.run(task({ does: 'hang', ms: 60_000 }), second.signal)
  second.abort()
  expect(await waiting).toEqual({ kind: 'aborted' })
  first.abort()
  expect(await running).toEqual({ kind: 'aborted' })
  expect(isRunning(busy ?? 0)).toBe(false)
})

test('a rejected input and a bug are distinguished, and neither kills the child', async () => {
  const pool = openPool()
  await pool.run(task({ does: 'answer' }), never)
  const pids = pool.pids
  expect(await pool.run(task({ does: 'refuse' }), never)).toEqual({
    kind: 'failed',
    code: 'ResourceNotSupported',
    message: 'not this one',
  })
  expect(await pool.run(task({ does: 'throw' }), never)).toEqual({
    kind: 'broken',
    reason: 'error',
    message: 'The media process met an error that the service’s log describes.',
  })
  expect(pool.pids).toEqual(pids)
})

test('a child inherits no secrets', async () => {
  process.env['LEMNIS_TEST_SECRET'] = 'x'
  onTestFinished(() => {
    delete process.env['LEMNIS_TEST_SECRET']
  })
  const result = await openPool().run(task({ does: 'show-environment' }), never)
  expect(JSON.stringify(result)).not.toContain('LEMNIS')
})

test('a child is replaced after its share of tasks', async () => {
  const pool = openPool({ tasksPerChild: 2 })
  const pids = new Set<unknown>()
  for (let i = 0; i < 4; i++) {
    const result = await pool.run(task({ does: 'answer' }), never)
    pids.add(result.kind === 'done' && JSON.stringify(result.value))
  }
  expect(pids.size).toBe(2)
})

// Only Linux's kernel kills a child that hangs; elsewhere it ends at its next progress report.
test.each(process.platform === 'linux' ? ['hang', 'work'] : ['work'])(
  'a child that is busy (%s) dies with a parent that is killed',
  async (does) => {
    const script = fileURLToPath(new URL('./testing/test-parent.ts', import.meta.url))
    const parent = spawn(process.execPath, ['--conditions=lemnis-source', script, does], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const line: unknown = (await once(parent.stdout.setEncoding('utf8'), 'data')).at(0)
    await sleep(500)
    const pid = Number(line)
    expect(isRunning(pid)).toBe(true)
    parent.kill('SIGKILL')
    expect(await untilGone(pid)).toBe(true)
  },
)
