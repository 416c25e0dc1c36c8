import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { accessibilityProblems, openBrowser } from '../browser.ts'

const SCREENS = [
  '/',
  '/try',
  '/try?tag=Transcode',
  '/jobs',
  '/callbacks',
  '/receivers',
  '/workflows',
  '/queues',
  '/batches',
  '/templates',
  '/storage',
  '/storage/media-1250000000',
  '/keys',
  '/keys?id=AKIDnone&bucket=media-1250000000',
  '/audit',
  '/settings',
]
const WIDE = 1440
const NARROW = 390

describe('the screens of the console', skipWithout('chromium'), () => {
  let service: RunningService
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    service = await startService({ settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-guangzhou' } })
    browser = await openBrowser()
    page = await browser.newPage()
    await page.goto(`${service.url}/_lemnis/console/`)
    await page.locator('input[name=token]').fill(service.adminToken)
    await page.locator('button[type=submit]').click()
    await page.locator('h1').waitFor()
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
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
      for (const screen of SCREENS) {
        await open(screen)
        expect(await accessibilityProblems(page), screen).toEqual([])
        const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(beyond, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
      }
    },
    120_000,
  )
})
