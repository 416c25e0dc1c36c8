import { createServer, type Server } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { skipWithout } from '../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { collectProblems, openBrowser } from '../browser.ts'
import { signedRequest } from '../signed-client.ts'
import { HOSTILE_TEXTS } from './hostile-texts.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'

/** What a script of an object does, if it runs: it takes what only who is signed in may have. */
const ASK_API = `fetch('/_lemnis/api/keys').then((a)=>{if(a.ok)document.title='attacked'})`

describe('what others write into the console', skipWithout('chromium'), () => {
  let service: RunningService
  let receiver: HostileReceiver
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]
  /** Paths that pages asked for and no page of the console would. */
  const strange: string[] = []

  beforeAll(async () => {
    receiver = await startHostileReceiver()
    service = await startService({
      settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_CALLBACK_RETRIES: '1' },
    })
    for (const [number, text] of HOSTILE_TEXTS.entries()) await submit(number, text)
    browser = await openBrowser()
    context = await browser.newContext({ locale: 'en-US' })
    context.on('request', (request) => {
      if (request.url().includes('attack') && !request.url().includes('/_lemnis/'))
        strange.push(request.url())
    })
    page = await context.newPage()
    problems = collectProblems(page)
    page.on('dialog', (dialog) => {
      strange.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(`${service.url}/_lemnis/console/`)
    await page.getByLabel('Token').fill(service.adminToken)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  }, 120_000)

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
  })

  /** A job with the text in the name of its input, its user data, and the address and answers of its callback. */
  async function submit(number: number, text: string): Promise<void> {
    const key = `in/${number} ${text.replaceAll('/', '\u2215')}.wav`
    const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
    const headers = { 'content-type': 'audio/wav' }
    await signedRequest(service, { method: 'PUT', path: `/${key}`, host, headers, body: 'none' })
    const request = {
      Tag: 'MediaInfo',
      Input: { Object: key },
      Operation: { UserData: asciiOf(text) },
      CallBack: `${receiver.url}/${number}?text=${encodeURIComponent(text)}`,
    }
    const { status, body } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
    expect(status, JSON.stringify(body)).toBe(200)
    await askAdmin(service, '/keys', { body: { name: text.slice(0, 60) } })
  }

  /** Loads a screen, and looks whether anything ran. */
  async function visit(screen: string): Promise<void> {
    await page.goto(`${service.url}/_lemnis/console${screen}`)
    await page.locator('h1').waitFor()
    await expect.poll(() => page.locator('.loading').count(), { timeout: 10_000 }).toBe(0)
    expect(await page.evaluate('window.attacked'), screen).toBeUndefined()
  }

  test('no name, message, header or answer runs a script on any screen', async () => {
    for (const screen of ['/', '/jobs', '/callbacks', '/receivers', '/queues', '/workflows', '/keys', '/try'])
      await visit(screen)
    const jobs = await idsOf('/jobs?limit=200', 'jobs')
    expect(jobs).toHaveLength(HOSTILE_TEXTS.length)
    for (const id of jobs) await visit(`/jobs/${id}`)
    const callbacks = await idsOf('/callbacks?limit=200', 'callbacks')
    expect(callbacks).toHaveLength(HOSTILE_TEXTS.length)
    for (const id of callbacks) await visit(`/callbacks/${id}`)
    await visit(`/storage/${BUCKET}?prefix=in/`)
    expect(problems).toEqual([])
    expect(strange).toEqual([])
  }, 240_000)

  async function idsOf(route: string, name: 'jobs' | 'callbacks'): Promise<readonly string[]> {
    const { body } = await askAdmin(service, route)
    return (
      z
        .object({ [name]: z.array(z.object({ id: z.string() })) })
        .parse(body)
        [name]?.map(({ id }) => id) ?? []
    )
  }

  test.each([
    ['page.html', 'text/html', `<script>${ASK_API}</script><img src=x onerror="${ASK_API}">`],
    [
      'image.svg',
      'image/svg+xml',
      `<svg xmlns="http://www.w3.org/2000/svg"><script>${ASK_API}</script></svg>`,
    ],
    [
      'list.xml',
      'application/xml',
      `<x><script xmlns="http://www.w3.org/1999/xhtml">${ASK_API}</script></x>`,
    ],
    ['code.js', 'text/javascript', ASK_API],
    [
      'page.xhtml',
      'application/xhtml+xml',
      `<html xmlns="http://www.w3.org/1999/xhtml"><script>${ASK_API}</script></html>`,
    ],
  ])('%s that somebody uploaded runs nothing for who is signed in', async (key, type, body) => {
    const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
    await signedRequest(service, {
      method: 'PUT',
      path: `/${key}`,
      host,
      headers: { 'content-type': type },
      body,
    })
    const link = await signedLink(key)
    const asPage = 'response-content-type=text%2Fhtml&response-content-disposition=inline'
    const addresses = [link, `${link}&${asPage}`, `/_lemnis/objects/${BUCKET}/${key}?${asPage}`]
    for (const address of addresses) {
      const opened = await context.newPage()
      // What is saved rather than shown ends the navigation.
      await opened.goto(service.url + address).catch(() => undefined)
      await sleep(200)
      expect(opened.url() === 'about:blank' ? '' : await opened.title(), address).not.toBe('attacked')
      await opened.close()
    }
  })

  async function signedLink(key: string): Promise<string> {
    const { body } = await askAdmin(service, '/objects/sign', {
      body: { bucket: BUCKET, key, method: 'GET' },
    })
    return z.object({ path: z.string() }).parse(body).path
  }

  test('no other page can show the console in a frame, or change anything by the cookie of a browser', async () => {
    const other = await context.newPage()
    await other.goto(`${receiver.url}/frame?of=${encodeURIComponent(`${service.url}/_lemnis/console/`)}`)
    await sleep(500)
    const frame = other.frames().find((each) => each !== other.mainFrame())
    expect(
      await frame
        ?.locator('#app')
        .count()
        .catch(() => 0),
    ).toBe(0)
    const before = await idsOf('/jobs?limit=200', 'jobs')
    const answer = await other.evaluate(`
      fetch(${JSON.stringify(`${service.url}/_lemnis/api/jobs/${before[0] ?? ''}/rerun`)}, {
        method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}'
      }).then(({ type }) => type, (error) => String(error))`)
    expect(answer).toMatch(/opaque|TypeError/)
    expect(await idsOf('/jobs?limit=200', 'jobs')).toEqual(before)
    await other.close()
  })
})

/** What user data and headers may have. */
const asciiOf = (text: string): string => text.replaceAll(/[^ -~]/g, '')

interface HostileReceiver extends AsyncDisposable {
  readonly url: string
}

/** Answers callbacks with an error and the hostile text of the address; `/frame` is a page that shows another one. */
async function startHostileReceiver(): Promise<HostileReceiver> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://receiver')
    const text = url.searchParams.get('text') ?? ''
    if (url.pathname === '/frame') {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<iframe width=800 height=600 src="${url.searchParams.get('of') ?? ''}"></iframe>`)
      return
    }
    response.writeHead(500, { 'content-type': 'text/html', 'x-reason': asciiOf(text) })
    request.resume().on('end', () => response.end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver listens on TCP')
  return address.port
}
