import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../tooling/skip-without.ts'
import type { RunningService } from '../../tooling/start-service.ts'
import { openBrowser } from '../browser.ts'
import type { Screen } from './furnish.ts'
import { openFurnished, type FurnishedService } from './open-furnished.ts'
import { pressAllButtons } from './press-buttons.ts'
import { mouseOnly, tabTo, walkByTab, watchKeyboard } from './tab-walk.ts'

/** How far a place may be read from where it is, s. */
const SLACK_S = 0.02
const QUICKLY = { timeout: 10_000, interval: 20 }

/** Some of those that there are, so that it is noticed when none is found. */
const DIALOGS = [
  'Delete a folder',
  'in/film.mp4',
  'Make a key',
  'Park',
  'Send all of these again',
  'Signed link',
]

/** The furnished screens, and those on which something is made or changed. */
function withForms(screens: readonly Screen[]): readonly string[] {
  const edited = screens.flatMap(([name, path]) => (name === 'workflow' ? [`${path}/edit`] : []))
  return [...screens.map(([, path]) => path), ...edited, '/workflows/new', '/batches/new', '/templates/new']
}

/** So that every button can be pressed, and nothing changes. */
const REFUSAL = {
  status: 409,
  json: { error: { code: 'conflict', message: 'Nothing is changed in this test.' } },
}

describe('the console by keyboard', { ...skipWithout('chromium'), ...skipWithout('ffmpeg') }, () => {
  let furnished: FurnishedService
  let service: RunningService
  let screens: readonly Screen[]
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    furnished = await openFurnished()
    ;({ service, screens } = furnished)
    browser = await openBrowser()
    page = await browser.newPage({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
    // Whoever listens only when a key is pressed may be too late for what it opens.
    page.on('filechooser', () => undefined)
    await watchKeyboard(page)
    await page.goto(`${service.url}/_lemnis/console/`)
    await page.locator('input[name=token]').waitFor()
    await page.keyboard.type(service.adminToken)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  }, 180_000)

  afterAll(async () => {
    await browser.close()
    await furnished[Symbol.asyncDispose]()
  })

  const pathOf = (name: string): string => screens.find(([each]) => each === name)?.[1] ?? ''

  const open = async (screen: string): Promise<void> => {
    await page.goto(`${service.url}/_lemnis/console${screen}`)
    await page.locator('h1').waitFor()
    await expect.poll(() => page.locator('.loading, .track progress').count(), { timeout: 60_000 }).toBe(0)
    await page.evaluate('keyboard.settled()')
  }

  test('Tab leads to all that a mouse can use, in its order, and one sees where one is', async () => {
    const reacting = new Set<string>()
    for (const screen of withForms(screens)) {
      await open(screen)
      expect.soft(await walkByTab(page), screen).toEqual([])
      for (const each of await mouseOnly(page)) reacting.add(each)
    }
    // For each of them there is a test below, of the keys that do the same.
    expect([...reacting].toSorted()).toEqual(['drop', 'drop-area', 'plot', 'time-area'])
  }, 240_000)

  test('a button keeps the focus, or the dialog that it opens has it and gives it back', async () => {
    await page.route('**/_lemnis/api/**', (route) =>
      route.request().method() === 'GET' ? route.continue() : route.fulfill(REFUSAL),
    )
    const titles = new Set<string>()
    for (const screen of withForms(screens)) {
      await open(screen)
      const { problems, dialogs } = await pressAllButtons(page)
      expect.soft(problems, screen).toEqual([])
      for (const each of dialogs) titles.add(each)
    }
    await page.unrouteAll()
    expect([...titles]).toEqual(expect.arrayContaining(DIALOGS))
  }, 240_000)

  test('a part of a sound is played over and over by L, as by a drag, and a place is found by arrows', async () => {
    await open(pathOf('job-sound'))
    const position = page.getByLabel('Position')
    const at = async (): Promise<number> => Number(await position.inputValue())
    await tabTo(page, 'Position')
    await page.keyboard.press('ArrowRight')
    expect(await at()).toBe(5)
    await page.keyboard.press('Shift+ArrowRight')
    expect(await at()).toBeCloseTo(5.1, 5)
    await page.keyboard.press('l')
    await page.keyboard.press('End')
    await page.keyboard.press('l')
    expect(await page.locator('.loop').count()).toBe(3)
    expect(await at()).toBeCloseTo(5.1, 5)
    // It begins again, although the sound is at its end.
    const places: number[] = []
    await page.keyboard.press('Space')
    await expect
      .poll(async () => {
        places.push(await at())
        return places.some((place, index) => place < (places[index - 1] ?? 0))
      }, QUICKLY)
      .toBe(true)
    expect(Math.min(...places)).toBeGreaterThanOrEqual(5.1 - SLACK_S)
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1)
    await page.keyboard.press('Space')
    await tabTo(page, 'End the loop')
    await page.keyboard.press('Enter')
    expect(await page.locator('.loop').count()).toBe(0)
  }, 60_000)

  test('figures of a chart are told by arrows', async () => {
    await open(pathOf('overview'))
    await tabTo(page, 'Jobs a minute')
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('.legend strong').count()).toBeGreaterThan(0)
  })

  test.each([
    ['try', 'Choose a file'],
    ['bucket', 'Upload'],
    ['bucket', 'Upload a folder'],
  ])('on the screen %s, what could be dropped is chosen by Enter on "%s"', async (screen, name) => {
    await open(pathOf(screen))
    await tabTo(page, name)
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await chooser
  })

  test('the divider between two pictures moves by arrows, and letters choose one of them', async () => {
    await open(pathOf('job-picture'))
    const clip = (): Promise<unknown> =>
      page.evaluate("document.querySelector('.layer.after').style.clipPath")
    const before = await clip()
    await tabTo(page, 'Divider')
    await page.keyboard.press('ArrowRight')
    expect(await clip()).not.toBe(before)
    await page.keyboard.press('a')
    expect(await page.locator('.layers.alone.shows-before').count()).toBe(1)
  })
})
