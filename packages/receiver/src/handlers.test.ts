import { once } from 'node:events'
import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import express from 'express'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createDuplicateFilter } from './duplicate-filter.ts'
import { createFetchHandler } from './fetch-handler.ts'
import type { HandlerOptions } from './handle-delivery.ts'
import { createNodeHandler } from './node-handler.ts'
import { pageCallback, pageXml } from './testing/documented-bodies.ts'
import { secret, signedHeaders } from './testing/signed-callback.ts'

const otherSecret = `whsec_${'b'.repeat(32)}`
const large = `${pageXml}${' '.repeat(2000)}`

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/callback`
}

type Deliver = (init: RequestInit) => Promise<Response>

const handlers: Record<string, (options: HandlerOptions) => Promise<Deliver>> = {
  'the Fetch handler': (options) => {
    const handler = createFetchHandler(options)
    return Promise.resolve((init) => handler(new Request('http://localhost/callback', init)))
  },
  'the node:http handler': async (options) => {
    const handler = createNodeHandler(options)
    const url = await listen((request, response) => void handler(request, response))
    return (init) => fetch(url, init)
  },
  'the node:http handler behind express.raw': async (options) => {
    const app = express().post('/callback', express.raw({ type: () => true }), createNodeHandler(options))
    app.all('/callback', createNodeHandler(options))
    const url = await listen(app)
    return (init) => fetch(url, init)
  },
}

describe.each(Object.entries(handlers))('%s', (_, open) => {
  const post = (body: string, headers = signedHeaders(body)): RequestInit => ({
    method: 'POST',
    body,
    headers,
  })

  test('acknowledges when onCallback has resolved, which gets the callback', async () => {
    const steps: unknown[] = []
    const deliver = await open({
      secrets: [otherSecret, secret],
      onCallback: async (callback, { id }) => {
        await new Promise((resolve) => setImmediate(resolve))
        steps.push(callback, id)
      },
    })
    const response = await deliver(post(pageXml, signedHeaders(pageXml, { id: 'msg_1' })))
    expect(steps).toEqual([pageCallback, 'msg_1'])
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test.each([
    ['no signature', post(pageXml, {}), 401, 'missing-header'],
    ['another key', post(pageXml, signedHeaders(pageXml, { secrets: otherSecret })), 401, 'wrong-signature'],
    ['another body', post(`${pageXml} `, signedHeaders(pageXml)), 401, 'wrong-signature'],
    ['an old signature', post(pageXml, signedHeaders(pageXml, { age: 301 })), 401, 'too-old'],
    ['a body that is no callback', post('<a/>'), 400, 'unexpected-shape'],
    ['no body', post(''), 400, 'malformed'],
    ['a large body', post(large), 413, 'larger than 2000 bytes'],
    ['GET', { method: 'GET' }, 405, 'POST'],
  ])('%s is rejected and does not reach onCallback', async (_name, init, status, reason) => {
    const onCallback = vi.fn()
    const deliver = await open({ secrets: secret, onCallback, maxBytes: 2000 })
    const response = await deliver(init)
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(reason)
    expect(onCallback).not.toHaveBeenCalled()
  })

  test('when onCallback throws, the response is 500 without the error', async () => {
    const errors: unknown[] = []
    const failure = new Error('password of the database')
    const options = { secrets: secret, onError: (error: unknown) => errors.push(error) }
    for (const onCallback of [
      () => Promise.reject(failure),
      () => {
        throw failure
      },
    ]) {
      const response = await (await open({ ...options, onCallback }))(post(pageXml))
      expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('password')])
    }
    expect(errors).toEqual([failure, failure])
  })

  test('an onError that throws does not prevent the response', async () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => printed.mockRestore())
    const fail = (): never => {
      throw new Error('no log')
    }
    const deliver = await open({ secrets: secret, onCallback: fail, onError: fail })
    expect((await deliver(post(pageXml))).status).toBe(500)
    expect(printed).toHaveBeenCalledTimes(1)
  })

  test('a duplicate is acknowledged without onCallback, and one at the same time is rejected', async () => {
    const finish: (() => void)[] = []
    const onCallback = vi.fn(() => new Promise<void>((resolve) => finish.push(resolve)))
    const deliver = await open({ secrets: secret, onCallback, duplicates: createDuplicateFilter() })
    const init = post(pageXml)
    const first = deliver(init)
    await vi.waitFor(() => expect(finish).toHaveLength(1))
    expect((await deliver(init)).status).toBe(409)
    finish[0]?.()
    expect((await first).status).toBe(204)
    expect((await deliver(init)).status).toBe(204)
    expect(onCallback).toHaveBeenCalledTimes(1)
  })
})

describe('a body that was read before the handler', () => {
  test('by express.json(): a response and an error that say what to do', async () => {
    const errors: unknown[] = []
    const onError = (error: unknown): unknown => errors.push(error)
    const url = await listen(
      express()
        .use(express.json())
        .post('/callback', createNodeHandler({ secrets: secret, onCallback: vi.fn(), onError })),
    )
    const body = JSON.stringify(pageCallback)
    const headers = { ...signedHeaders(body), 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', body, headers })
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('express.raw')])
    expect(errors.map(String)).toEqual([expect.stringContaining('express.json')])
  })

  test('express.json() leaves XML alone, so the callback is read', async () => {
    const onCallback = vi.fn()
    const url = await listen(
      express()
        .use(express.json())
        .post('/callback', createNodeHandler({ secrets: secret, onCallback })),
    )
    expect(
      (await fetch(url, { method: 'POST', body: pageXml, headers: signedHeaders(pageXml) })).status,
    ).toBe(204)
    expect(onCallback).toHaveBeenCalledTimes(1)
  })

  test('by reading the Request', async () => {
    const handler = createFetchHandler({ secrets: secret, onCallback: vi.fn(), onError: vi.fn() })
    const request = new Request('http://localhost/', {
      method: 'POST',
      body: pageXml,
      headers: signedHeaders(pageXml),
    })
    await request.text()
    expect((await handler(request)).status).toBe(500)
  })
})

test('a body without a length is rejected as soon as it is too large', async () => {
  const handler = createNodeHandler({ secrets: secret, onCallback: vi.fn(), maxBytes: 1000 })
  const url = await listen((request, response) => void handler(request, response))
  const request = httpRequest(url, { method: 'POST', headers: signedHeaders('') })
  request.on('error', () => undefined)
  request.write('x'.repeat(1001))
  const status = await new Promise((resolve) => {
    request.on('response', ({ statusCode }) => resolve(statusCode))
  })
  expect(status).toBe(413)
})

test('a response of the application itself is left as it is', async () => {
  const handler = createNodeHandler({ secrets: secret, onCallback: vi.fn() })
  const handled: Promise<void>[] = []
  const url = await listen((request, response) => {
    response.writeHead(503).end()
    handled.push(handler(request, response))
  })
  expect((await fetch(url, { method: 'POST', body: pageXml, headers: signedHeaders(pageXml) })).status).toBe(
    503,
  )
  await expect(Promise.all(handled)).resolves.toEqual([undefined])
})

test('a sender that closes the connection within a body does not reach onCallback', async () => {
  const onCallback = vi.fn()
  const handler = createNodeHandler({ secrets: secret, onCallback })
  const handled: Promise<void>[] = []
  const url = await listen((request, response) => handled.push(handler(request, response)))
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf')
  await vi.waitFor(() => expect(handled).toHaveLength(1))
  socket.destroy()
  await Promise.all(handled)
  expect(onCallback).not.toHaveBeenCalled()
})

test.each([{ secrets: secret }, { secrets: secret, onCallback: 'onCallback' }])(
  'a handler without a function is rejected when it is created: %j',
  (options) => {
    for (const create of [createFetchHandler, createNodeHandler]) {
      // As JavaScript would call it.
      expect(() => void Reflect.apply(create, undefined, [options])).toThrow('onCallback must be a function')
    }
  },
)

test.each([[undefined], [''], [[]], ['whsec_short'], [[' , ']]])(
  'the secrets %j are rejected when the handler is created',
  (secrets) => {
    for (const create of [createFetchHandler, createNodeHandler]) {
      expect(() => create({ secrets, onCallback: vi.fn() })).toThrow(TypeError)
    }
  },
)
