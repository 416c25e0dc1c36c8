import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { askAdmin } from '../../test/admin-client.ts'
import { openBrowser } from '../../test/browser.ts'
import { childrenOf } from '../../test/process-tree.ts'
import { signedRequest } from '../../test/signed-client.ts'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { checkGoal, median } from '../figures.ts'

const BUCKET = 'bench-1250000000'
const WINDOW_MS = 1_500
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7)
/** A page looks so often whether sound is drawn, ms. */
const LOOK_MS = 50
/** Until nothing of a first screen is still on its way, ms. */
const SETTLE_MS = 3_000
/**
 * Notes when the menu is there and the list of jobs was answered, ms since the navigation began. The page does it by itself: a
 * driver that looks for them from outside keeps it busy while it loads.
 */
const NOTE_USABLE = `globalThis.usableMs = undefined
  new MutationObserver((_, observer) => {
    const text = document.body?.textContent ?? ''
    if (document.querySelector('nav a') === null || !text.includes('There are no jobs yet.')) return
    globalThis.usableMs = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true, characterData: true })`
/** Somebody has looked at the list for so long before he goes to a job, ms. */
const REST_MS = 3_000
const SOUND_S = Number(process.env['BENCH_SOUND_S'] ?? 3_600)

/** The first screen of a browser with an empty cache, and an hour of sound: the first time, and from the cache of views. */
export async function measureScreens(): Promise<boolean> {
  await using service = await startService({
    settings: {
      LEMNIS_BUCKETS: `${BUCKET}@local`,
      LEMNIS_LOG_LEVEL: 'error',
      LEMNIS_MAX_DURATION_S: String(SOUND_S + 10),
    },
  })
  const browser = await openBrowser()
  try {
    const state = await signIn(browser, service)
    const first = await measureFirstScreen(browser, service, state)
    return (await measureHour(browser, service, state)) && first
  } finally {
    await browser.close()
  }
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>

async function signIn(browser: Browser, service: RunningService): Promise<State> {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(`${service.url}/_lemnis/console/`)
  await page.getByLabel('Token').fill(service.adminToken)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}

async function measureFirstScreen(browser: Browser, service: RunningService, state: State): Promise<boolean> {
  const times: number[] = []
  let bytes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ locale: 'en-US', storageState: state })
    const page = await context.newPage()
    await page.addInitScript(NOTE_USABLE)
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    // A new window keeps the browser itself busy for about a second, whatever is opened in it.
    await sleep(WINDOW_MS)
    bytes = 0
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await page.goto(`${service.url}/_lemnis/console/`, { waitUntil: 'commit' })
    await sleep(SETTLE_MS)
    times.push(z.number().parse(await page.evaluate('usableMs')))
    await context.close()
  }
  console.log(`\nthe first screen from an empty cache, ${ROUNDS} times`)
  const light = checkGoal({ name: 'bytes, kB', value: bytes / 1_000, atMost: 120 })
  return checkGoal({ name: 'until it takes clicks, ms', value: median(times), atMost: 500 }) && light
}

async function measureHour(browser: Browser, service: RunningService, state: State): Promise<boolean> {
  const job = await makeHour(service)
  console.log(`\n${SOUND_S} s of sound on the page of its job`)
  const root = browserPids()
  const before = megabytesOf(root())
  const first = await openSound(browser, service, state, { job, by: 'link' })
  const megabytes = megabytesOf(root()) - before
  await first.close()
  const cached: Record<SoundPage['by'], number[]> = { link: [], address: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const by of ['link', 'address'] as const) {
      const again = await openSound(browser, service, state, { job, by })
      cached[by].push(again.wavesMs)
      await again.close()
    }
  console.log(
    `  by its address, in a browser with an empty cache, until waves are seen, ms: ${median(cached.address).toFixed(0)}`,
  )
  return [
    checkGoal({ name: 'the first time, until waves are seen, ms', value: first.wavesMs, atMost: 1_000 }),
    checkGoal({ name: 'the first time, until it is whole, ms', value: first.wholeMs, atMost: 15_000 }),
    checkGoal({ name: 'made before, until waves are seen, ms', value: median(cached.link), atMost: 300 }),
    checkGoal({ name: 'memory of the browser, MB', value: megabytes, atMost: 200 }),
  ].every((isMet) => isMet)
}

/** A long recording and a job that made another of it. Returns the job's id. */
async function makeHour(service: RunningService): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-bench-hour-'))
  try {
    const file = path.join(folder, 'hour.mp3')
    // Loud and quiet turn by turn, as speech is.
    const speech = `aevalsrc=exprs='0.3*sin(2*PI*180*t)*(0.5+0.5*sin(2*PI*t/3))+0.02*(random(0)-0.5)':s=44100:d=${SOUND_S}`
    await ffmpeg(['-f', 'lavfi', '-i', speech, '-c:a', 'libmp3lame', '-b:a', '64k', file])
    await signedRequest(service, {
      ...{ method: 'PUT', path: '/hour.mp3', host: `${BUCKET}.cos.local.myqcloud.com` },
      headers: { 'content-type': 'audio/mpeg' },
      body: await readFile(file),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
  const request = {
    Tag: 'Transcode',
    Input: { Object: 'hour.mp3' },
    Operation: {
      Transcode: { Container: { Format: 'mp3' }, Audio: { Codec: 'mp3' } },
      Output: { Region: 'local', Bucket: BUCKET, Object: 'out.mp3' },
    },
  }
  const { body } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
  const id = z.object({ jobs: z.tuple([z.object({ id: z.string() })]) }).parse(body).jobs[0].id
  for (;;) {
    const { state } = z.object({ state: z.string() }).parse((await askAdmin(service, `/jobs/${id}`)).body)
    if (state === 'Success') return id
    if (state === 'Failed') throw new Error('the hour was not transcoded')
    await sleep(500)
  }
}

interface SoundPage {
  readonly job: string
  /** A link of the list is followed, or its address is opened by a browser that knows nothing of the console. */
  readonly by: 'link' | 'address'
}

interface OpenSound {
  /** ms since it was asked for. */
  readonly wavesMs: number
  readonly wholeMs: number
  close(): Promise<void>
}

/**
 * Notes when both waves are drawn and when both have their loudness, ms since the last click, or since the navigation began. The
 * page does it by itself: a driver that looks from outside keeps it busy meanwhile.
 */
const NOTE_SOUND = `{
  let from = 0
  addEventListener('click', () => { from = performance.now(); globalThis.wavesMs = globalThis.wholeMs = undefined }, true)
  const isDrawn = (canvas) => canvas.width > 0 && canvas.height > 0 &&
    canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0)
  const look = () => {
    const waves = [...document.querySelectorAll('canvas.waveform')].slice(0, 2)
    if (globalThis.wavesMs === undefined && waves.length === 2 && waves.every(isDrawn))
      globalThis.wavesMs = performance.now() - from
    else if (globalThis.wholeMs === undefined && (document.body?.textContent.match(/\\d\\sLUFS/g)?.length ?? 0) >= 2)
      globalThis.wholeMs = performance.now() - from
    setTimeout(look, ${LOOK_MS})
  }
  look()
}`

async function openSound(
  browser: Browser,
  service: RunningService,
  state: State,
  { job, by }: SoundPage,
): Promise<OpenSound> {
  const context = await browser.newContext({ locale: 'en-US', storageState: state })
  const page: Page = await context.newPage()
  await page.addInitScript(NOTE_SOUND)
  await sleep(WINDOW_MS)
  if (by === 'link') await follow(page, service, job)
  else await page.goto(`${service.url}/_lemnis/console/jobs/${job}`, { waitUntil: 'commit' })
  const noted = z.object({ wavesMs: z.number(), wholeMs: z.number() })
  for (;;) {
    await sleep(1_000)
    const { data } = noted.safeParse(
      await page.evaluate('({ wavesMs: globalThis.wavesMs, wholeMs: globalThis.wholeMs })'),
    )
    if (data) return { ...data, close: () => context.close() }
  }
}

/** Points at the link of a job, as one does, and follows it when the page has come to rest. */
async function follow(page: Page, service: RunningService, job: string): Promise<void> {
  await page.goto(`${service.url}/_lemnis/console/jobs`)
  const link = page.locator(`a[href$="/jobs/${job}"]`)
  await link.hover()
  await sleep(REST_MS)
  await link.click({ noWaitAfter: true })
}

/** The processes of the browser now. */
function browserPids(): () => readonly number[] {
  const all = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(all)]
  return () =>
    childrenOf(process.pid)
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('chromium'))
      .flatMap(all)
}

/** Shared pages are counted once, by the share that each process has of them. One that has just ended has none. */
function megabytesOf(pids: readonly number[]): number {
  const kilobytes = pids
    .map((pid) => `/proc/${pid}/smaps_rollup`)
    .filter((file) => existsSync(file))
    .map((file) => /Pss:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1])
  return kilobytes.reduce((sum, each) => sum + Number(each ?? 0), 0) / 1_000
}
