import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { z } from 'zod'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A browser without a screen. As root it needs to run without a sandbox of its own. */
export function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--autoplay-policy=no-user-gesture-required']
  return chromium.launch({ executablePath: '/usr/bin/chromium', args })
}

/** What a page reports as wrong: errors of scripts, and what its policy refused. Answers that report an error are not. */
export function collectProblems(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text)
  })
  return problems
}

const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }))

/** What axe finds on the page, a line for each rule. The policy of the page is not asked for what a debugger evaluates. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${AXE};0`)
  const found = Violations.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'))
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
