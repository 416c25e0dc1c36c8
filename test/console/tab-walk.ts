import type { Page } from 'playwright-core'
import { z } from 'zod'
import { PROBE } from './keyboard-probe.ts'

/** No screen has as many stops, and no element as many parts. */
const MOST_STOPS = 150
const MOST_PARTS = 16

const Names = z.array(z.string())
const Stop = z.object({
  isEnd: z.boolean(),
  isPart: z.boolean(),
  isOfGroup: z.boolean().default(false),
  name: z.string(),
  problems: Names,
})

const Named = z.object({ name: z.string() })

/** Has to be called before a page is opened. */
export async function watchKeyboard(page: Page): Promise<void> {
  await page.addInitScript(PROBE)
}

/**
 * Presses Tab until what is shown ends, be it the page or a dialog, and takes members of a group by arrows. Returns what is
 * wrong: each with the element.
 */
export async function walkByTab(page: Page): Promise<readonly string[]> {
  const ordered = Names.parse(await page.evaluate('keyboard.start()'))
  const problems = ordered.map((name) => `${name}: its tabindex is an order of its own`)
  for (let pressed = 0, parts = 0; ; pressed++) {
    await page.keyboard.press('Tab')
    const stop = Stop.parse(await page.evaluate('keyboard.stop()'))
    problems.push(...stop.problems)
    if (stop.isEnd) break
    parts = stop.isPart ? parts + 1 : 0
    if (parts > MOST_PARTS || pressed > MOST_STOPS)
      return [...problems, `${stop.name}: Tab does not leave it`]
    if (stop.isOfGroup) await walkByArrows(page)
  }
  const missed = Names.parse(await page.evaluate('keyboard.missed()'))
  return [...problems, ...missed.map((name) => `${name}: Tab does not reach it`)]
}

async function walkByArrows(page: Page): Promise<void> {
  do await page.keyboard.press('ArrowRight')
  while ((await page.evaluate('keyboard.isNextMember()')) === true)
}

/** What reacts to a mouse, and is no control: by the first of its classes. */
export async function mouseOnly(page: Page): Promise<readonly string[]> {
  return Names.parse(await page.evaluate('keyboard.mouseOnly()'))
}

/** What has the focus: its tag, its classes and its name in quotation marks. Empty: nothing has it. */
export async function focusedName(page: Page): Promise<string> {
  return Named.parse(await page.evaluate('keyboard.focused()')).name
}

/** Presses Tab until the element has the focus whose name contains a text. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = []
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press('Tab')
    const focused = await focusedName(page)
    if (focused.includes(name)) return
    passed.push(focused)
  }
  throw new Error(`Tab does not lead to ${name}, but to ${[...new Set(passed)].join(', ')}`)
}
