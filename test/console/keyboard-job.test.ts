import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { openBrowser } from '../browser.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { noisyTone } from '../tone.ts'
import { focusedName, tabTo, watchKeyboard } from './tab-walk.ts'

/** A model may have to be loaded first. */
const OF_A_JOB = { timeout: 60_000 }
const SOON = { timeout: 10_000 }

describe('the main job by keyboard alone', skipWithout('chromium'), () => {
  let service: RunningService
  let receiver: CallbackReceiver
  let isBroken = true
  let browser: Browser
  let page: Page
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemnis-keyboard-'))
    await writeFile(path.join(folder, 'talk.wav'), noisyTone(6))
    receiver = await startReceiver(() => (isBroken ? 500 : 200))
    service = await startService({ settings: { LEMNIS_CALLBACK_RETRIES: '3600' } })
    browser = await openBrowser()
    page = await browser.newPage({ locale: 'en-US' })
    // Whoever listens only when a key is pressed may be too late for what it opens.
    page.on('filechooser', () => undefined)
    await watchKeyboard(page)
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  const { press, type } = {
    press: (key: string): Promise<void> => page.keyboard.press(key),
    type: (text: string): Promise<void> => page.keyboard.type(text),
  }

  const choose = async (name: string): Promise<void> => {
    await tabTo(page, name)
    await press('Enter')
  }

  const hasFocus = (name: string): Promise<void> => expect.poll(() => focusedName(page), SOON).toContain(name)

  /** What somebody who only hears the page learns of where it led. */
  const arrivesAt = async (heading: string): Promise<void> => {
    await hasFocus(`h1 "${heading}`)
    await expect.poll(() => page.title(), SOON).toMatch(new RegExp(`^${heading}.* · Lemnis$`))
  }

  test('a wrong token is refused where one is, and the right one leads to the overview', async () => {
    await page.goto(service.url)
    await hasFocus('"Token"')
    await type('no-token')
    await choose('button.primary "Sign in"')
    await page.getByRole('alert').waitFor()
    expect(await focusedName(page)).toContain('"Sign in"')
    await press('Shift+Tab')
    await type(service.adminToken)
    await press('Enter')
    await arrivesAt('Overview')
  })

  test('the first link leads past the menu', async () => {
    await page.reload()
    await page.locator('h1').waitFor()
    await press('Tab')
    expect(await focusedName(page)).toContain('Skip to the content')
    await press('Enter')
    expect(await focusedName(page)).toMatch(/^main/)
  })

  test('a bucket is made, a file is chosen, and its job runs', async () => {
    await choose('a "Try it"')
    await arrivesAt('Try it')
    await choose('button "Make a bucket"')
    await hasFocus('"Name')
    await choose('button.primary "Make a bucket"')
    await page.getByLabel('Choose a file').waitFor()
    // The button that opened the dialog is gone, and what it was in has the focus.
    await hasFocus('main')
    await tabTo(page, '"Choose a file"')
    const chooser = page.waitForEvent('filechooser')
    await press('Enter')
    await (await chooser).setFiles(path.join(folder, 'talk.wav'))
    await page.getByText('talk.wav').first().waitFor()
    await tabTo(page, '"Callback URL')
    await type(`${receiver.url}/callback`)
    await choose('"Run the job"')
    await arrivesAt('NoiseReduction')
    await page.getByRole('button', { name: 'Play' }).waitFor(OF_A_JOB)
  }, 90_000)

  test('it plays, and letters switch between before and after', async () => {
    await choose('"Play"')
    await expect
      .poll(async () => Number(await page.getByLabel('Position').inputValue()), SOON)
      .toBeGreaterThan(0.5)
    for (const [key, track] of [
      ['a', 'Before'],
      ['b', 'After'],
    ] as const) {
      await press(key)
      await page.getByRole('button', { name: track, exact: true, pressed: true }).waitFor()
    }
    expect(await focusedName(page)).toContain('"Pause"')
    await press('Space')
    await hasFocus('"Play"')
  }, 30_000)

  test('its callback is sent again', async () => {
    await choose('"TaskFinish')
    await arrivesAt('TaskFinish')
    await page.getByText('answered 500').first().waitFor()
    isBroken = false
    await choose('"Send again"')
    await page.locator('.facts').getByText('Delivered').waitFor({ timeout: 15_000 })
    expect(await focusedName(page)).not.toBe('')
    expect(receiver.received.length).toBeGreaterThanOrEqual(2)
  }, 40_000)

  test('a key is made and deleted, and the focus goes on from there', async () => {
    await choose('a "Keys"')
    await arrivesAt('Keys')
    await choose('"Make a key"')
    await hasFocus('input "Name"')
    await type('A colleague')
    await press('Enter')
    await page.getByRole('dialog').getByText('SecretKey=').waitFor()
    await choose('"Done"')
    await hasFocus('button.primary "Make a key"')
    await page.getByRole('table').getByText('A colleague').waitFor()
    await choose('button.danger "Delete"')
    await page.getByRole('dialog').waitFor()
    await choose('button.primary "Delete"')
    await page.getByRole('table').getByText('A colleague').waitFor({ state: 'detached' })
    await expect.poll(() => focusedName(page), SOON).toMatch(/^(table|main)/)
  }, 30_000)

  test('signing out ends where one can sign in again', async () => {
    await choose('"Sign out"')
    await hasFocus('"Token"')
    expect(await page.title()).toBe('Sign in · Lemnis')
    await type(service.adminToken)
    await press('Enter')
    await arrivesAt('Keys')
  })
})
