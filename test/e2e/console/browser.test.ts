import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../../tooling/skip-without.ts'
import { startBeside, startService, type RunningService } from '../../../tooling/start-service.ts'
import { askAdmin } from '../../admin-client.ts'
import { collectProblems, openBrowser } from '../../browser.ts'
import { startReceiver, type CallbackReceiver } from '../../callback-receiver.ts'
import { openSdk } from '../../sdk-client.ts'
import { serviceOf } from '../../process-tree.ts'
import { noisyTone } from '../../tone.ts'

const SECONDS = 6
/** A switch between the tracks may move the place by so much, s. */
const KEPT_PLACE_S = 0.02
/** On a database for many processes one answers, and another one works and answers as well. */
const HAS_TWO = process.env['LEMNIS_TEST_DATABASE'] === 'postgres'
const settings = { LEMNIS_CALLBACK_RETRIES: '3600' }

describe('the console in a browser', skipWithout('chromium'), () => {
  let service: RunningService
  let other: RunningService | undefined
  let receiver: CallbackReceiver
  let isBroken = true
  let browser: Browser
  let page: Page
  let problems: string[]
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemnis-console-'))
    await writeFile(path.join(folder, 'talk.wav'), noisyTone(SECONDS))
    receiver = await startReceiver(() => (isBroken ? 500 : 200))
    service = await startService({ settings, args: HAS_TWO ? ['--no-worker'] : [] })
    if (HAS_TWO) other = await startBeside(service, { settings })
    browser = await openBrowser()
    page = await browser.newPage({ locale: 'en-US' })
    problems = collectProblems(page)
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await other?.[Symbol.asyncDispose]()
    await service[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  /** Opens a screen, at the other process where there is one: the session is that of both. */
  const open = (screen: string): Promise<unknown> =>
    page.goto(`${(other ?? service).url}/_lemnis/console${screen}`)

  test('from an empty service to a clean recording, by clicks alone', async () => {
    await page.goto(service.url)
    await page.getByLabel('Token').fill(service.adminToken)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Try it' }).click()
    await page.getByRole('button', { name: 'Make a bucket' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make a bucket' }).click()
    await page.getByLabel('Choose a file').setInputFiles(path.join(folder, 'talk.wav'))
    await page.getByLabel(/Callback URL/).fill('http://10.0.0.1/callback')
    await page.getByRole('button', { name: 'Run the job' }).click()
    await page
      .getByRole('alert')
      .getByText(/^CallBack/)
      .waitFor()
    const left = await askAdmin(service, '/objects?bucket=media-1250000000&prefix=console/')
    expect(left.body).toMatchObject({ objects: [] })
    await page.getByLabel(/Callback URL/).fill(`${receiver.url}/callback`)
    await page.getByRole('button', { name: 'Run the job' }).click()
    await page.getByRole('button', { name: 'Play' }).waitFor({ timeout: 60_000 })
    expect(page.url()).toMatch(/\/jobs\/j[0-9a-f]+$/)
    if (other) expect(await page.content()).toContain(`/${serviceOf(other.child.pid)}`)
  }, 90_000)

  test('before and after play at one place, and a switch keeps it', async () => {
    await page
      .getByText(/\d\sLUFS/)
      .first()
      .waitFor()
    const slider = page.getByLabel('Position')
    const place = async (): Promise<number> => Number(await slider.inputValue())
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.poll(place, { timeout: 10_000 }).toBeGreaterThan(1)
    for (const track of ['Before', 'After', 'Before']) {
      // The clock is read outside of both readings of the place, each of which takes some time itself.
      const before = { ms: performance.now(), at: await place() }
      await page.getByRole('button', { name: track, exact: true }).click()
      const after = { at: await place(), ms: performance.now() }
      // What passed meanwhile is no jump.
      const passed = (after.ms - before.ms) / 1_000
      expect(after.at - before.at).toBeGreaterThanOrEqual(-KEPT_PLACE_S)
      expect(after.at - before.at).toBeLessThanOrEqual(passed + KEPT_PLACE_S)
    }
    await page.getByRole('button', { name: 'Pause' }).click()
  }, 30_000)

  test('a callback that failed says why, and is sent again when its receiver works', async () => {
    await page.getByRole('link', { name: /TaskFinish/ }).click()
    await page.getByText('answered 500').first().waitFor()
    isBroken = false
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.locator('.facts').getByText('Delivered').waitFor({ timeout: 15_000 })
    expect(receiver.received.length).toBeGreaterThanOrEqual(2)
  }, 40_000)

  test('a key is made, its secret is shown once, and the official SDK works with it', async () => {
    await open('/keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('A colleague')
    const choice = dialog.getByRole('combobox')
    const Bucket = (await choice.locator('option').nth(1).textContent()) ?? ''
    await choice.selectOption(Bucket)
    await dialog.getByLabel('Keys that begin with').fill('console/')
    await dialog.getByRole('button', { name: 'Make a key' }).click()
    const secret = (await page.getByRole('dialog').locator('code').textContent()) ?? ''
    expect(secret).toMatch(/^SecretId=\S+\nSecretKey=\S+$/)
    const [, secretId = '', secretKey = ''] = /^SecretId=(\S+)\nSecretKey=(\S+)$/.exec(secret) ?? []
    const sdk = openSdk({ secretId, secretKey, url: service.url })
    const place = { Bucket, Region: 'local' }
    const { Contents } = await sdk.getBucket({ ...place, Prefix: 'console/' })
    expect(Contents.map(({ Key }) => Key)).toContainEqual(expect.stringMatching(/talk/))
    await expect(sdk.getBucket({ ...place, Prefix: 'in/' })).rejects.toMatchObject({ code: 'AccessDenied' })
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByLabel('SecretId').fill(secretId)
    await page.getByLabel('Object key').fill('console/a')
    await page.getByText('It may.').waitFor()
    await page.getByLabel('Object key').fill('in/a')
    await page.getByText('It may not.').waitFor()
    await open('/keys')
    await page.getByRole('table').getByText('A colleague').waitFor()
    expect(await page.content()).not.toContain(secret.split('=').at(-1))
  }, 30_000)

  test('nothing of the token stays in the browser, and no script failed', async () => {
    const kept = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    expect(kept).not.toContain(service.adminToken)
    expect(service.log()).not.toContain(service.adminToken)
    expect(problems).toEqual([])
  })
})
