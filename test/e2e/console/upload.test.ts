import { hash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, CDPSession, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { accessibilityProblems, collectProblems, openBrowser } from '../../browser.ts'

const BUCKET = 'media-1250000000'
const FILM_BYTES = 40_000_000
/** Slow enough that the upload can be ended in the middle, bytes per second. */
const UPLOAD_RATE = 8_000_000

describe('uploads of the console', skipWithout('chromium'), () => {
  let service: RunningService
  let browser: Browser
  let page: Page
  let network: CDPSession
  let problems: string[]
  let folder: string
  const film = randomBytes(FILM_BYTES)

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemnis-upload-'))
    await writeFile(path.join(folder, 'film.mp4'), film)
    await writeFile(path.join(folder, 'note.txt'), 'first')
    service = await start()
    browser = await openBrowser()
    page = await browser.newPage({ locale: 'en-US' })
    network = await page.context().newCDPSession(page)
    problems = collectProblems(page)
    await page.goto(service.url)
    await page.getByLabel('Token').fill(service.adminToken)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Storage' }).click()
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  function start(port = '0'): Promise<RunningService> {
    const settings = { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_PORT: port }
    return startService({ dataDir: path.join(folder, 'data'), settings })
  }

  /** As a network that uploads slowly, or one that is gone. */
  async function connect(isOnline: boolean): Promise<void> {
    const conditions = {
      offline: !isOnline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: UPLOAD_RATE,
    }
    await network.send('Network.emulateNetworkConditions', conditions)
  }

  const open = (prefix: string): Promise<unknown> =>
    page.goto(`${service.url}/_lemnis/console/storage/${BUCKET}?prefix=${prefix}`)

  /** The numbers of the parts that the service took. */
  function collectParts(): number[] {
    const numbers: number[] = []
    page.on('response', (answer: Response) => {
      const number = new URL(answer.url()).searchParams.get('partNumber')
      if (number !== null && answer.status() === 200) numbers.push(Number(number))
    })
    return numbers
  }

  const downloaded = async (key: string): Promise<Buffer> =>
    (await page.request.get(`${service.url}/_lemnis/objects/${BUCKET}/${key}`)).body()

  test('after a crash and a reload, the same file goes on with what is missing', async () => {
    await open('in/')
    await connect(true)
    const arrived = collectParts()
    await page.getByLabel('Upload', { exact: true }).setInputFiles(path.join(folder, 'film.mp4'))
    await expect.poll(() => arrived.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2)
    await service.kill()
    await page.getByText('It is tried again').waitFor()
    const before = [...arrived]
    expect(before.length).toBeLessThan(5)

    // Left before the service is back, or the page would go on by itself.
    page.once('dialog', (dialog) => void dialog.accept())
    await page.goto('about:blank')
    service = await start(String(service.port))
    await open('in/')
    await page.getByText('Unfinished uploads').waitFor()
    arrived.length = 0
    await page.getByLabel('Upload', { exact: true }).setInputFiles(path.join(folder, 'film.mp4'))
    await page.getByRole('link', { name: 'film.mp4' }).waitFor({ timeout: 60_000 })
    // One that arrived while its answer was lost is not sent again, either.
    expect(arrived.filter((number) => before.includes(number))).toEqual([])
    expect(new Set([...before, ...arrived]).size).toBeGreaterThanOrEqual(3)
    expect(hash('md5', await downloaded('in/film.mp4'))).toBe(hash('md5', film))
    await page.getByText('Unfinished uploads').waitFor({ state: 'detached' })
  }, 120_000)

  test('an upload that lost its connection goes on by itself, and can be paused', async () => {
    await open('again/')
    await page.getByLabel('Upload', { exact: true }).setInputFiles(path.join(folder, 'film.mp4'))
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').waitFor()
    await connect(false)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('It is tried again').waitFor()
    await connect(true)
    await page.getByRole('link', { name: 'film.mp4' }).waitFor({ timeout: 60_000 })
    expect(hash('md5', await downloaded('again/film.mp4'))).toBe(hash('md5', film))
  }, 120_000)

  test('a name that is taken asks first', async () => {
    await open('notes/')
    const choose = () =>
      page.getByLabel('Upload', { exact: true }).setInputFiles(path.join(folder, 'note.txt'))
    await choose()
    await page.getByRole('link', { name: 'note.txt' }).waitFor()
    await writeFile(path.join(folder, 'note.txt'), 'second')
    await choose()
    await page.getByRole('button', { name: 'Keep both' }).click()
    await page.getByRole('link', { name: 'note (1).txt' }).waitFor()
    await choose()
    await page.getByRole('button', { name: 'Replace' }).click()
    await expect.poll(async () => (await downloaded('notes/note.txt')).toString()).toBe('second')
    expect(await accessibilityProblems(page)).toEqual([])
  }, 60_000)

  test('a file goes into a folder that does not exist yet', async () => {
    await open('')
    await page.getByLabel('Into').fill('fresh/')
    await page.getByLabel('Upload', { exact: true }).setInputFiles(path.join(folder, 'note.txt'))
    await page.getByRole('link', { name: 'fresh/' }).click()
    await page.getByRole('link', { name: 'note.txt' }).waitFor()
    expect(await page.getByLabel('Into').inputValue()).toBe('fresh/')
    expect((await downloaded('fresh/note.txt')).toString()).toBe('second')
  }, 60_000)

  test('a folder that is dropped is uploaded with all that is in it', async () => {
    await open('dropped/')
    await mkdir(path.join(folder, 'talks/more'), { recursive: true })
    await writeFile(path.join(folder, 'talks/one.txt'), 'one')
    await writeFile(path.join(folder, 'talks/more/two.txt'), 'two')
    const drag = {
      x: 600,
      y: 300,
      data: { items: [], files: [path.join(folder, 'talks')], dragOperationsMask: 1 },
    }
    await page.locator('.drop-area').waitFor()
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await network.send('Input.dispatchDragEvent', { type, ...drag })
    await page.getByRole('link', { name: 'talks/' }).waitFor()
    await expect.poll(async () => (await downloaded('dropped/talks/more/two.txt')).toString()).toBe('two')
    expect((await downloaded('dropped/talks/one.txt')).toString()).toBe('one')
  }, 60_000)

  test('a link is signed with a chosen key, and a text is shown as it is', async () => {
    await open('notes/')
    await page.getByRole('button', { name: 'Link' }).first().click()
    await page.getByRole('button', { name: 'Make the link' }).click()
    const link = await page.getByRole('dialog').locator('code').textContent()
    expect(await (await fetch(link ?? '')).text()).toBe('second')
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('link', { name: 'note.txt' }).click()
    await page.getByRole('dialog').getByText('second').waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
  }, 60_000)

  test('a folder goes once what is below it is counted and its name is typed', async () => {
    await open('')
    const row = page.getByRole('row', { name: /notes\// })
    await row.getByText('2 objects').waitFor()
    await row.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/2 objects, 12\sB/).waitFor()
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('notes/')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name: 'notes/' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'again/' }).waitFor()
    expect(problems).toEqual([])
  }, 60_000)
})
