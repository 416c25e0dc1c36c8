import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { adviceOnSilence, SilenceHint } from './silence-hint.ts'

const TICK_MS = 20

test('a hint is given once, and never after something came', async () => {
  const said: string[] = []
  using silent = new SilenceHint(TICK_MS, () => said.push('silent'))
  using busy = new SilenceHint(TICK_MS, () => said.push('busy'))
  using _unused = new SilenceHint(TICK_MS, () => said.push('unused'))
  silent.start()
  silent.start()
  busy.start()
  busy.cancel()
  busy.start()
  await sleep(TICK_MS * 5)
  expect(said).toEqual(['silent'])
})

test('it says what a callback needs, and what is left out', () => {
  const some = adviceOnSilence({ allJobs: false, filter: { queue: 'p1', tag: undefined, state: 'dead' } })
  expect(some).toContain('<CallBack>http://localhost:9000/callback</CallBack>')
  expect(some).toContain('With --all-jobs,')
  expect(some).toContain('Only what matches --queue p1 --state dead is shown.')
  const all = adviceOnSilence({ allJobs: true, filter: {} })
  expect(all).toBe('no job has ended yet. "lemnis jobs list" shows whether jobs wait or run.')
})
