// Takes a picture of each screen of the console, with something of each kind on it:
// npm run screens -- --out DIR [--screen NAME,NAME] [--all]
// Without --all: light, 1,440 pixels, English, and dark, 390 pixels, Chinese. With it: every combination.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import type { Screen } from './furnish.ts'
import { openFurnished } from './open-furnished.ts'

/** Players and charts draw a moment after they are there, ms. */
const SETTLE_MS = 1_500

interface Look {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
  readonly language: 'en' | 'zh'
}

const EACH: readonly Look[] = [1440, 390].flatMap((width) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['en', 'zh'] as const).map((language) => ({ width, colorScheme, language })),
  ),
)
const FEW: readonly Look[] = [
  { width: 1440, colorScheme: 'light', language: 'en' },
  { width: 390, colorScheme: 'dark', language: 'zh' },
]

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screens' },
    screen: { type: 'string' },
    all: { type: 'boolean' },
  },
})
const wanted = values.screen?.split(',')
await mkdir(values.out, { recursive: true })

await using furnished = await openFurnished()
const { service, screens } = furnished
const browser = await openBrowser()
try {
  const page = await browser.newPage()
  await signIn(page)
  for (const look of values.all === true ? EACH : FEW) {
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: look.width, height: 900 })
    await page.evaluate(`localStorage.setItem('lemnis-language', ${JSON.stringify(look.language)})`)
    for (const screen of screens) if (wanted?.includes(screen[0]) ?? true) await take(page, screen, look)
  }
} finally {
  await browser.close()
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${service.url}/_lemnis/console/`)
  await page.locator('input[name=token]').fill(service.adminToken)
  await page.locator('button[type=submit]').click()
  await page.locator('h1').waitFor()
}

async function take(
  page: Page,
  [name, screen]: Screen,
  { width, colorScheme, language }: Look,
): Promise<void> {
  await page.goto(`${service.url}/_lemnis/console${screen}`)
  await page.locator('h1').waitFor()
  await page.waitForTimeout(SETTLE_MS)
  // A sound is prepared the first time that it is looked at, and measured when it is whole.
  if ((await page.locator('.track').count()) > 0)
    await page
      .getByText(/\d\sLUFS/)
      .nth(1)
      .waitFor()
  while ((await page.locator('.track progress').count()) > 0) await page.waitForTimeout(200)
  const file = path.join(values.out, `${name}-${width}-${colorScheme}-${language}.png`)
  await page.screenshot({ path: file, fullPage: true })
  console.log(file)
}
