import { expect, test } from 'vitest'
import { runChecks, type Check } from './check.ts'
import { systemClock } from './clock.ts'
import { sleep } from './tasks/wait.ts'

const options = { clock: systemClock, limitMs: 200 }
const never = new AbortController().signal
const well = { found: 'well', figures: {}, problems: [] }
const warning = { state: 'warning', what: 'It creaks.', advice: 'Oil it.' } as const

const checks: readonly Check<{ readonly place: string }>[] = [
  { name: 'well', advice: '', run: () => well },
  { name: 'creaks', advice: '', run: () => ({ ...well, problems: [warning] }) },
  { name: 'throws', advice: 'Mend it.', run: ({ place }) => Promise.reject(new Error(`no ${place}`)) },
  { name: 'hangs', advice: 'Wake it.', run: () => new Promise(() => undefined) },
  { name: 'absent', advice: '', run: () => ({ skipped: 'There is none.' }) },
  { name: 'behind creaks', needs: 'creaks', advice: '', run: () => well },
  { name: 'behind hangs', needs: 'hangs', advice: '', run: () => well },
  { name: 'behind absent', needs: 'absent', advice: '', run: () => well },
]

test('what throws or hangs has failed, and holds up only what is behind it', async () => {
  const began = performance.now()
  const { state, checks: results } = await runChecks(checks, { place: 'Ω' }, options, never)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(state).toBe('failed')
  const failed = (what: string, advice: string) => [{ state: 'failed', what, advice }]
  expect(results.map((result) => [result.name, result.state, result.problems])).toEqual([
    ['well', 'ok', []],
    ['creaks', 'warning', [warning]],
    ['throws', 'failed', failed('no Ω.', 'Mend it.')],
    ['hangs', 'failed', failed('There was no answer within 0.2 s.', 'Wake it.')],
    ['absent', 'skipped', []],
    ['behind creaks', 'ok', []],
    ['behind hangs', 'skipped', []],
    ['behind absent', 'skipped', []],
  ])
})

test('a check is told when its time is over, and when whoever asked goes away', async () => {
  const told: string[] = []
  const listening: Check<string> = {
    name: 'listens',
    advice: '',
    run: (who, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told.push(who)
          reject(new Error('told'))
        })
      }),
  }
  await runChecks([listening], 'late', options, never)
  const leaving = new AbortController()
  const running = runChecks([listening], 'gone', { ...options, limitMs: 20_000 }, leaving.signal)
  await sleep(10)
  leaving.abort()
  expect((await running).state).toBe('failed')
  expect(told).toEqual(['late', 'gone'])
})
