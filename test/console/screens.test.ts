import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../tooling/skip-without.ts'
import type { RunningService } from '../../tooling/start-service.ts'
import { accessibilityProblems, openBrowser } from '../browser.ts'
import type { Screen } from './furnish.ts'
import { openFurnished, type FurnishedService } from './open-furnished.ts'

const WIDE = 1440
const NARROW = 390

describe('the screens of the console', { ...skipWithout('chromium'), ...skipWithout('ffmpeg') }, () => {
  let furnished: FurnishedService
  let service: RunningService
  let screens: readonly Screen[]
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    furnished = await openFurnished()
    ;({ service, screens } = furnished)
    browser = await openBrowser()
    page = await browser.newPage()
    await page.goto(`${service.url}/_lemnis/console/`)
    await page.locator('input[name=token]').fill(service.adminToken)
    await page.locator('button[type=submit]').click()
    await page.locator('h1').waitFor()
  }, 180_000)

  afterAll(async () => {
    await browser.close()
    await furnished[Symbol.asyncDispose]()
  })

  const open = async (screen: string): Promise<void> => {
    await page.goto(`${service.url}/_lemnis/console${screen}`)
    await page.locator('h1').waitFor()
    await expect.poll(() => page.locator('.loading').count(), { timeout: 10_000 }).toBe(0)
  }

  test.each([
    ['en', WIDE, 'light'],
    ['zh', NARROW, 'dark'],
  ] as const)(
    'in %s, at %d pixels, on a %s ground, they have names, contrast and an order',
    async (language, width, colorScheme) => {
      await page.evaluate(`localStorage.setItem('lemnis-language', ${JSON.stringify(language)})`)
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      for (const [, screen] of screens) {
        await open(screen)
        expect(await accessibilityProblems(page), screen).toEqual([])
        const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(beyond, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
      }
    },
    240_000,
  )
})
