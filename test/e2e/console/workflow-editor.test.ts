import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workflowDetailSchema } from '../../../packages/server/src/api-schemas/workflows.ts'
import { skipWithout } from '../../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { askAdmin } from '../../admin-client.ts'
import { accessibilityProblems, collectProblems, openBrowser } from '../../browser.ts'
import { signedRequest } from '../../signed-client.ts'
import { noisyTone } from '../../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const READ_TOKEN = 'a-read-token-for-tests'

describe('workflows in a browser', skipWithout('chromium'), () => {
  let service: RunningService
  let browser: Browser
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    service = await startService({
      settings: {
        LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
        LEMNIS_DENOISE: 'fast',
        LEMNIS_READ_TOKEN: READ_TOKEN,
      },
    })
    browser = await openBrowser()
    page = await signIn(service.adminToken)
    problems = collectProblems(page)
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
  })

  async function signIn(token: string): Promise<Page> {
    const opened = await (await browser.newContext({ locale: 'en-US' })).newPage()
    await opened.goto(service.url)
    await opened.getByLabel('Token').fill(token)
    await opened.getByRole('button', { name: 'Sign in' }).click()
    await opened.getByRole('link', { name: 'Workflows' }).click()
    return opened
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const put = (key: string) =>
    signedRequest(service, {
      ...{ method: 'PUT', path: `/${key}`, host: `${BUCKET}.cos.${REGION}.myqcloud.com` },
      body: noisyTone(1),
    })
  const shown = async (name: string) =>
    workflowDetailSchema.parse((await askAdmin(service, `/workflows/${name}`)).body)

  test('a workflow is made by clicks, and its fault is shown at the node that has it', async () => {
    await page.getByRole('link', { name: 'New workflow' }).click()
    await page.getByLabel('Name').fill('my calls')
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Name').fill('calls')
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('false')
    await page.getByLabel('Uploads whose keys begin with').fill('calls/')
    await page.getByLabel('Which of them').selectOption('Some kinds only')
    await page.getByLabel('Audio', { exact: true }).check()
    await button(/Start.*calls\/ · Audio/).waitFor()
    await page.getByLabel('Add what follows').selectOption('NoiseReduction')
    await page.getByLabel('Parameters from').selectOption({ label: 'Template: denoise-wav-16k (official)' })
    await page.getByLabel('Add what follows').selectOption('Transcode')
    expect(await accessibilityProblems(page)).toEqual([])
    await button('Save').click()
    await page
      .getByRole('alert')
      .getByText(/^Node Transcode_2: /)
      .waitFor()
    await page.getByLabel('Format *').selectOption('mp3')
    const audio = page.locator('details').filter({ has: page.getByText('Transcode.Audio', { exact: true }) })
    await audio.locator('summary').click()
    await audio.getByLabel('Codec').selectOption('mp3')
    await button('Save').click()
    await page.getByRole('heading', { name: 'calls' }).waitFor()
    await page.getByText('Only these kinds').waitFor()
    const upload = await page.getByRole('link', { name: 'Upload to calls/' }).getAttribute('href')
    expect(upload).toBe(`/_lemnis/console/storage/${BUCKET}?prefix=calls%2F`)
    expect((await shown('calls')).nodes.map(({ next }) => next)).toEqual([
      ['NoiseReduction_1'],
      ['Transcode_2'],
      ['End'],
    ])
  }, 60_000)

  test('an upload runs it, and its page shows how it ends', async () => {
    await put('calls/talk.wav')
    await page.getByRole('link', { name: /calls\/talk\.wav/ }).click()
    await page.locator('.facts').getByText('Success').waitFor({ timeout: 60_000 })
    await page
      .getByRole('link', { name: /Transcode_2.*Success/ })
      .first()
      .waitFor()
    await page.getByRole('link', { name: /^out\/.*\/talk\.mp3$/ }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  }, 90_000)

  test('an edit by the form changes what it shows, and nothing else', async () => {
    const before = await shown('calls')
    const request = JSON.stringify(before.request).replace(
      '"Type":"Transcode","Operation":{',
      '"Type":"Transcode","Operation":{"UserData":"kept","JobLevel":"2",',
    )
    const edited: unknown = JSON.parse(request)
    await askAdmin(service, `/workflows/${before.id}`, { method: 'PATCH', body: { request: edited } })
    const changed = JSON.stringify((await shown('calls')).request)
    await page.goto(`${service.url}/_lemnis/console/workflows/${before.id}/edit`)
    await page.getByLabel('Name').fill('calls-2')
    await button('Save').click()
    await page.getByRole('heading', { name: 'calls-2' }).waitFor()
    const after = JSON.stringify((await shown(before.id)).request)
    expect(after).toBe(changed.replace('"Name":"calls"', '"Name":"calls-2"'))
    expect(after).toContain('"UserData":"kept","JobLevel":"2"')
  }, 60_000)

  test('who reads only finds nothing there that changes something', async () => {
    const reader = await signIn(READ_TOKEN)
    await reader
      .getByRole('link', { name: /calls-2/ })
      .first()
      .click()
    await reader.getByRole('heading', { name: 'calls-2' }).waitFor()
    for (const name of ['Run it', 'Delete', 'Disable', 'Edit', 'New workflow'])
      expect(await reader.getByText(name, { exact: true }).count()).toBe(0)
    expect(problems).toEqual([])
  }, 60_000)
})
