import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg } from '../../../tooling/ffprobe.ts'
import { skipWithout } from '../../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { askAdmin } from '../../admin-client.ts'
import { accessibilityProblems, collectProblems, openBrowser } from '../../browser.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const FPS = 25

const NEEDED = { ...skipWithout('chromium'), ...skipWithout('ffmpeg') }

describe('comparisons in the console', NEEDED, () => {
  let service: RunningService
  let browser: Browser
  let page: Page
  let problems: string[]
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemnis-compare-'))
    service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })
    browser = await openBrowser()
    page = await browser.newPage({ locale: 'en-US' })
    problems = collectProblems(page)
    await page.goto(service.url)
    await page.getByLabel('Token').fill(service.adminToken)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Storage' }).waitFor()
    // Keys without endings: what objects are is in their content type.
    await put('in/picture', 'image/png', ['-i', 'mandelbrot=s=320x180', '-frames:v', '1', '-f', 'apng'])
    const film = [
      '-i',
      `testsrc2=s=320x180:r=${FPS}:d=12`,
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '50',
    ]
    await put('in/film', 'video/mp4', [...film, '-f', 'mp4'])
  }, 90_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  async function put(key: string, type: string, source: readonly string[]): Promise<void> {
    const file = path.join(folder, path.basename(key))
    await ffmpeg(['-f', 'lavfi', ...source, file])
    const answer = await fetch(`${service.url}/_lemnis/objects/${BUCKET}/${key}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${service.adminToken}`, 'content-type': type },
      body: await readFile(file),
    })
    expect(answer.status).toBe(200)
  }

  const submitted = z.object({ jobs: z.tuple([z.object({ id: z.string() })]) })

  /** Runs a job and opens its page. */
  async function openJob(request: object): Promise<void> {
    const { body } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
    const [{ id }] = submitted.parse(body).jobs
    const state = async () => (await askAdmin(service, `/jobs/${id}`)).body
    await expect.poll(state, { timeout: 60_000 }).toMatchObject({ state: 'Success' })
    await page.goto(`${service.url}/_lemnis/console/jobs/${id}`)
  }

  const output = (key: string, more: object = {}): object => ({
    Output: { Region: REGION, Bucket: BUCKET, Object: key, ...more },
  })

  const playlist = (): object => ({
    Tag: 'Segment',
    Input: { Object: 'in/film' },
    Operation: { Segment: { Format: 'hls', Duration: '5' }, ...output('out/list.m3u8') },
  })

  /** The policy of the page is not asked for what a debugger evaluates. */
  const places = async (on = page): Promise<number[]> =>
    z
      .array(z.number())
      .parse(await on.evaluate("[...document.querySelectorAll('video')].map((film) => film.currentTime)"))

  const styleOfAfter = (name: string): Promise<unknown> =>
    page.evaluate(`getComputedStyle(document.querySelector('.layer.after')).${name}`)

  test('the divider between two pictures is moved by keys', async () => {
    const rule = 'imageMogr2/thumbnail/160x/format/webp'
    await openJob({
      Tag: 'PicProcess',
      Input: { Object: 'in/picture' },
      Operation: { PicProcess: { ProcessRule: rule }, ...output('out/picture') },
    })
    const divider = page.getByLabel('Divider between before and after')
    await divider.focus()
    for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowRight')
    expect(await divider.inputValue()).toBe('60')
    expect(await styleOfAfter('clipPath')).toContain('60%')
    await page.keyboard.press('Home')
    expect(await styleOfAfter('clipPath')).toContain('0%')
    await page.getByText('320 × 180').waitFor()
    await page.getByText('160 × 90').waitFor()
    await page.getByRole('button', { name: 'Difference' }).click()
    expect(page.url()).toContain('view=difference')
    expect(await styleOfAfter('mixBlendMode')).toBe('difference')
    expect(await accessibilityProblems(page)).toEqual([])
  }, 90_000)

  test('a film and its playlist play in step, and go frame by frame', async () => {
    await openJob(playlist())
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.poll(async () => Math.min(...(await places())), { timeout: 20_000 }).toBeGreaterThan(1)
    await page.keyboard.press('x')
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect.poll(spread).toBeLessThan(0.05)
    const [before = 0] = await places()
    await page.keyboard.press('.')
    await expect.poll(frames).toEqual([Math.floor(before * FPS) + 1, Math.floor(before * FPS) + 1])
    await page.keyboard.press(',')
    await page.keyboard.press(',')
    await expect.poll(frames).toEqual([Math.floor(before * FPS) - 1, Math.floor(before * FPS) - 1])
    await page.getByText('h264').first().waitFor()
  }, 90_000)

  test('a browser that plays no playlist by itself gets a player, within the policy of the page', async () => {
    const plain = await browser.newContext({ storageState: await page.context().storageState() })
    await plain.addInitScript(`{
      const { canPlayType } = HTMLMediaElement.prototype
      HTMLMediaElement.prototype.canPlayType = function (type) {
        return type.includes('mpegurl') ? '' : canPlayType.call(this, type)
      }
    }`)
    const other = await plain.newPage()
    const found = collectProblems(other)
    await other.goto(page.url())
    await other.getByRole('button', { name: 'Play' }).click()
    const film = other.locator('.layer.after video')
    await expect.poll(async () => Math.min(...(await places(other))), { timeout: 20_000 }).toBeGreaterThan(1)
    expect(await film.getAttribute('src')).toMatch(/^blob:/)
    expect(found).toEqual([])
    await plain.close()
  }, 60_000)

  test('pictures and sheets of a film have their times, and go there', async () => {
    const layout = { CellWidth: '64', Color: 'White', Columns: '2', Lines: '2' }
    await openJob({
      Tag: 'Snapshot',
      Input: { Object: 'in/film' },
      Operation: {
        Snapshot: {
          ...{ Mode: 'Interval', Start: '1', TimeInterval: '2.5', Count: '4' },
          ...{ SnapshotOutMode: 'SnapshotAndSprite', SpriteSnapshotConfig: layout },
        },
        ...output('out/s-${Number}.jpg', { SpriteObject: 'out/sprite-${Number}.jpg' }),
      },
    })
    await page.getByRole('button', { name: 'Go to 0:06.0' }).first().click()
    await expect.poll(() => places()).toEqual([6])
    // Four pictures, and four cells of the sheet.
    await expect.poll(() => page.getByRole('button', { name: /Go to/ }).count()).toBe(8)
    expect(await accessibilityProblems(page)).toEqual([])
    expect(problems).toEqual([])
    // A page that is left gives up what it asked for, which is no failure.
    expect(service.log()).not.toContain('a request failed')
  }, 90_000)

  async function spread(): Promise<number> {
    const all = await places()
    return Math.max(...all) - Math.min(...all)
  }

  const frames = async (): Promise<number[]> => (await places()).map((at) => Math.floor(at * FPS))
})
