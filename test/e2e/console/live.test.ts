import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { skipWithout } from '../../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { askAdmin } from '../../admin-client.ts'
import { collectProblems, openBrowser } from '../../browser.ts'

const BUCKET = 'media-1250000000'

describe('pages that are open', skipWithout('chromium'), () => {
  let service: RunningService
  let browser: Browser
  let context: BrowserContext
  const problems: string[][] = []

  beforeAll(async () => {
    service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou` } })
    browser = await openBrowser()
    context = await browser.newContext({ locale: 'en-US' })
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
  })

  async function open(screen: string): Promise<Page> {
    const page = await context.newPage()
    problems.push(collectProblems(page))
    await page.goto(`${service.url}/_lemnis/console${screen}`)
    return page
  }

  async function openStreams(): Promise<number> {
    const headers = { authorization: `Bearer ${service.adminToken}` }
    const text = await (await fetch(`${service.url}/metrics`, { headers })).text()
    return Number(/^lemnis_event_streams (\d+)$/m.exec(text)?.[1])
  }

  async function submit(object: string): Promise<string> {
    const request = { Tag: 'MediaInfo', Input: { Object: object } }
    const { body } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
    return z.object({ jobs: z.array(z.object({ id: z.string() })) }).parse(body).jobs[0]?.id ?? ''
  }

  const pages: Page[] = []

  test('ten pages of a browser share one stream, and each shows what happens', async () => {
    const first = await open('/')
    await first.getByLabel('Token').fill(service.adminToken)
    await first.getByRole('button', { name: 'Sign in' }).click()
    await first.getByRole('heading', { name: 'Newest jobs' }).waitFor()
    pages.push(first)
    for (let n = 1; n < 10; n++) pages.push(await open('/jobs'))
    await expect.poll(openStreams, { timeout: 10_000 }).toBe(1)
    const id = await submit('in/none.mp3')
    for (const page of pages) await page.getByText('in/none.mp3').first().waitFor({ timeout: 10_000 })
    const job = await open(`/jobs/${id}`)
    await job.getByText('ResourceNotFound').first().waitFor({ timeout: 10_000 })
    expect(await openStreams()).toBe(1)
    expect(problems.flat()).toEqual([])
  }, 90_000)

  test('pages learn that their session is over, and the stream ends with the last of them', async () => {
    const [first, ...others] = pages
    await first?.getByRole('button', { name: 'Sign out' }).click()
    for (const page of others) await page.getByLabel('Token').waitFor({ timeout: 30_000 })
    await context.close()
    await expect.poll(openStreams, { timeout: 20_000 }).toBe(0)
  }, 90_000)
})
