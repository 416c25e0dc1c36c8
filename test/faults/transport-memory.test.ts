import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { behaviours } from './behaviours.ts'
import { startFaultyServer } from './faulty-server.ts'
import { answering, noAnswers, openAnswers } from './odd-answers.ts'

const MB = 1_000_000
const MAX_GROWTH = 5 * MB

test('repeated faults leave neither memory nor sockets behind', { timeout: 90_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const urls: string[] = []
  const answers = Object.values({ ...noAnswers, ...openAnswers }).map(answering)
  for (const behaviour of [...Object.values(behaviours), ...answers]) {
    const server = stack.use(await startFaultyServer(behaviour))
    urls.push(server.url, server.url.replace('http:', 'https:'))
  }
  const path = fileURLToPath(new URL('transport-child.ts', import.meta.url))
  const child = fork(path, { execArgv: ['--expose-gc', '--conditions=lemnis-source'] })
  stack.defer(() => void child.kill())
  const tryAll = (): Promise<unknown> => {
    const seen = new Promise<unknown>((resolve) => child.once('message', resolve))
    child.send(urls)
    return seen
  }
  // A warm-up, in which code is compiled and buffers are pooled.
  await tryAll()
  await tryAll()
  const rounds: Held[] = []
  for (let round = 0; round < 3; round++) rounds.push(read(await tryAll()))
  // What leaks does so in each round; a page that the system gives back late is seen in one.
  const growth = (name: 'rss' | 'held'): number =>
    Math.min(...rounds.slice(1).map((after, index) => after[name] - (rounds[index]?.[name] ?? 0)))
  const shown = (name: 'rss' | 'held'): string => (growth(name) / MB).toFixed(2)
  process.stdout.write(
    `${urls.length * 10} faulty attempts later: resident ${shown('rss')} MB, held ${shown('held')} MB\n`,
  )
  expect(growth('rss')).toBeLessThan(MAX_GROWTH)
  expect(growth('held')).toBeLessThan(MAX_GROWTH)
  expect(rounds.at(-1)?.sockets).toBe(0)
})

interface Held {
  readonly rss: number
  readonly held: number
  readonly sockets: number
}

function read(seen: unknown): Held {
  if (typeof seen !== 'object' || seen === null) throw new Error('the child sent nothing')
  const { rss, held, sockets } = { rss: 0, held: 0, sockets: -1, ...seen }
  return { rss, held, sockets }
}
