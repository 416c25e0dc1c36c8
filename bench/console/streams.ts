import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { openBrowser } from '../../test/browser.ts'
import { startReceiver } from '../../test/callback-receiver.ts'
import { allProcessorMs, residentBytes, serviceOf } from '../../test/process-tree.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { checkGoal, median, medianRatio, percentile } from '../figures.ts'
import { runLoad, type LoadTimes } from './load.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 15)
const JOBS_PER_S = 200
const STREAMS = 200
const PAGES = 10
const SCREENS = ['/', '/jobs', '/callbacks', '/receivers', '/queues']
const BUCKET = 'bench-1250000000@local'

/** `tabs` are pages of one window, of which a browser shows one; `windows` are all seen, and drawn on the same processors. */
type Watchers = 'nobody' | 'streams' | 'tabs' | 'windows'

interface MeasuredLoad extends LoadTimes {
  /** Of the service, for each job. */
  readonly cpuMs: number
}

/**
 * What those who watch cost: submits and deliveries while so many jobs end in a second, beside nobody, 200 streams, ten tabs
 * and ten windows of a browser; one after the other in each round.
 */
export async function measureStreams(): Promise<boolean> {
  await using receiver = await startReceiver()
  await using service = await startService({
    settings: { LEMNIS_BUCKETS: BUCKET, LEMNIS_LOG_LEVEL: 'error', LEMNIS_CALLBACK_ALLOW: '127.0.0.1' },
  })
  const load = { service, receiver, seconds: SECONDS, perSecond: JOBS_PER_S }
  console.log(
    `\n${JOBS_PER_S} jobs a second end; ms, median and 95 of 100: submit, from its answer to the callback; processor ms a job`,
  )
  await runLoad({ ...load, seconds: 5 })
  const times: Record<Watchers, MeasuredLoad[]> = { nobody: [], streams: [], tabs: [], windows: [] }
  const measure = async (watchers: Watchers): Promise<void> => {
    const pid = serviceOf(service.child.pid)
    const before = allProcessorMs(pid)
    const measured = await runLoad(load)
    const cpuMs = (allProcessorMs(pid) - before) / measured.submit.length
    times[watchers].push({ ...measured, cpuMs })
  }
  const megabytes: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = megabytesOf(service)
    await measure('nobody')
    {
      await using _streams = await openStreams(service)
      await measure('streams')
      megabytes.push(megabytesOf(service) - before)
    }
    for (const watchers of ['tabs', 'windows'] as const) {
      await using pages = await openPages(service, watchers)
      await measure(watchers)
      await pages.assertAlive()
    }
    for (const [name, rounds] of Object.entries(times)) print(name, rounds.at(-1))
  }
  const ratio = (watchers: Watchers, of: keyof LoadTimes): number =>
    medianRatio(
      times[watchers].map((each) => median(each[of])),
      times.nobody.map((each) => median(each[of])),
    )
  const figures = ['submit', 'delivery'] as const
  for (const time of figures) console.log(`  ${time}, windows / nobody: ${ratio('windows', time).toFixed(2)}`)
  const goals = (['streams', 'tabs'] as const).flatMap((watchers) =>
    figures.map((of) =>
      checkGoal({ name: `${of}, ${watchers} / nobody`, value: ratio(watchers, of), atMost: 1.1 }),
    ),
  )
  goals.push(checkGoal({ name: 'memory for 200 streams, MB', value: median(megabytes), atMost: 40 }))
  return goals.every((isMet) => isMet)
}

function print(name: string, times: MeasuredLoad | undefined): void {
  const figures = [times?.submit ?? [], times?.delivery ?? []].map(
    (each) => `${median(each).toFixed(1).padStart(8)} ${percentile(each, 0.95).toFixed(1).padStart(8)}`,
  )
  console.log(`  ${name.padEnd(8)} ${figures.join('   ')}   ${(times?.cpuMs ?? 0).toFixed(2)}`)
}

const megabytesOf = ({ child }: RunningService): number => residentBytes(serviceOf(child.pid)) / 1e6

async function openStreams({ url, adminToken }: RunningService): Promise<AsyncDisposable> {
  const reader = fork(path.join(import.meta.dirname, 'stream-reader.ts'), [url, adminToken, String(STREAMS)])
  await once(reader, 'message')
  return {
    async [Symbol.asyncDispose]() {
      const ended = once(reader, 'exit')
      reader.kill()
      await ended
    },
  }
}

interface OpenPages extends AsyncDisposable {
  /** A page that is loaded now shows its list. */
  assertAlive(): Promise<void>
}

/** What a browser tells a page that is behind another one. */
const HIDDEN = "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => 'hidden' })"

async function openPages(service: RunningService, as: 'tabs' | 'windows'): Promise<OpenPages> {
  const browser: Browser = await openBrowser()
  const context = await browser.newContext({ locale: 'en-US' })
  const open = async (screen: string, isHidden = false): Promise<Page> => {
    const page = await context.newPage()
    if (isHidden) await page.addInitScript(HIDDEN)
    await page.goto(`${service.url}/_lemnis/console${screen}`)
    return page
  }
  const first = await open('/')
  await first.getByLabel('Token').fill(service.adminToken)
  await first.getByRole('button', { name: 'Sign in' }).click()
  await first.getByRole('link', { name: 'Jobs', exact: true }).waitFor()
  for (let at = 1; at < PAGES; at++) await open(SCREENS[at % SCREENS.length] ?? '/', as === 'tabs')
  await sleep(2_000)
  return {
    async assertAlive() {
      const page = await open('/jobs')
      await page.getByRole('table').waitFor({ timeout: 10_000 })
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
