import { expect, test } from 'vitest'
import { ManualClock } from '../../base/manual-clock.ts'
import { CommandError } from '../command.ts'
import { WaitHint } from './wait-hint.ts'

const queueId = 'p0123'

/** The hints about a job that is seen at once, after five seconds, and again. */
async function hintsFor(
  state: string,
  countJobs = () => Promise.resolve({ running: 0, waiting: 1 }),
): Promise<readonly string[]> {
  const clock = new ManualClock()
  const hints: string[] = []
  const hint = new WaitHint({ clock, countJobs, onHint: (sentence) => hints.push(sentence) })
  hint.observe({ state, queueId })
  await Promise.resolve()
  expect(hints).toEqual([])
  clock.advance(5_000)
  for (let times = 0; times < 2; times += 1) hint.observe({ state, queueId })
  await new Promise((resolve) => setImmediate(resolve))
  return hints
}

test.each([
  ['Pause', 'its queue p0123 is paused: "lemnis queues set p0123 --state Active"'],
  ['Submitted', 'no worker takes jobs of the queue p0123'],
])('a job that stays %s is explained once', async (state, sentence) => {
  expect(await hintsFor(state)).toEqual([expect.stringContaining(sentence)])
})

test('a job behind others, a running one, and a service that does not say', async () => {
  expect(await hintsFor('Submitted', () => Promise.resolve({ running: 4, waiting: 9 }))).toEqual([
    'the job waits: 4 run and 9 wait now.',
  ])
  expect(await hintsFor('Running')).toEqual([])
  expect(await hintsFor('Submitted', () => Promise.reject(new CommandError('gone')))).toEqual([])
})
