import type { Page } from 'playwright-core'
import { z } from 'zod'
import { walkByTab } from './tab-walk.ts'

const MOST_STOPS = 150

const Focused = z.object({
  /** Nothing has the focus. */
  isNone: z.boolean(),
  name: z.string(),
  mayOpen: z.boolean(),
  /** The title of the dialog that it is in. */
  dialog: z.string().nullable(),
  /** Of all controls of the page or the dialog. */
  isLast: z.boolean(),
})

interface Pressed {
  readonly problems: readonly string[]
  /** The titles of those that were opened. */
  readonly dialogs: readonly string[]
}

/**
 * Goes through a screen by Tab and presses Enter on each button of its content, of several with one name on the first. What
 * opens a dialog is pressed twice: Escape closes it the first time, and its last button the second.
 */
export async function pressAllButtons(page: Page): Promise<Pressed> {
  const problems: string[] = []
  const dialogs: string[] = []
  const known = new Set<string>()
  // The first link leads past the menu.
  await page.keyboard.press('Tab')
  await press(page, 'Enter')
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press('Tab')
    const { isNone, mayOpen, name } = await readFocus(page)
    if (isNone) return { problems, dialogs }
    if (!mayOpen || known.has(name)) continue
    known.add(name)
    await page.evaluate('keyboard.remember()')
    const { dialog } = await press(page, 'Enter')
    if (dialog !== null) {
      dialogs.push(dialog)
      problems.push(...(await tryDialog(page)).map((problem) => `${dialog}: ${problem}`))
    }
    if (!(await hasFocus(page))) problems.push(`${name}: it lost the focus`)
  }
  throw new Error('Tab does not come to an end')
}

async function tryDialog(page: Page): Promise<readonly string[]> {
  const problems = await walkByTab(page)
  if ((await press(page, 'Escape')).dialog !== null) return [...problems, 'Escape does not close it']
  if (!(await hasFocus(page))) return [...problems, 'the focus does not go back after Escape']
  let { isLast } = await press(page, 'Enter')
  for (let stops = 0; !isLast && stops < MOST_STOPS; stops++) ({ isLast } = await press(page, 'Tab'))
  const { dialog } = await press(page, 'Enter')
  return dialog === null ? problems : [...problems, 'its last button does not close it']
}

/** Presses a key, and returns what has the focus once the page did what it stands for. */
async function press(page: Page, key: string): Promise<z.infer<typeof Focused>> {
  await page.keyboard.press(key)
  await page.evaluate('keyboard.settled()')
  return readFocus(page)
}

async function readFocus(page: Page): Promise<z.infer<typeof Focused>> {
  return Focused.parse(await page.evaluate('keyboard.focused()'))
}

/** Whether what was pressed has the focus again. */
const hasFocus = async (page: Page): Promise<boolean> => (await page.evaluate('keyboard.isBack()')) === true
