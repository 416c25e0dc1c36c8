import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { authorization } from '../authorization.ts'
import { rawRequest, signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const CI = `${BUCKET}.ci.${REGION}.myqcloud.com`
const COS_HOST = `${BUCKET}.cos.${REGION}.myqcloud.com`
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
const CERT = fixture('localhost.cert.pem')
const KEY = fixture('localhost.key.pem')
const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))

describe('one port for HTTP and TLS', () => {
  let service: RunningService

  beforeAll(async () => {
    service = await startService({
      settings: {
        LEMNIS_TLS_CERT: CERT,
        LEMNIS_TLS_KEY: KEY,
        LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
        LEMNIS_CORS_ORIGINS: 'https://app.example',
      },
    })
  }, 60_000)

  afterAll(async () => {
    await service[Symbol.asyncDispose]()
  })

  test('plain HTTP and HTTPS are told apart', async () => {
    const ask = (make: typeof httpRequest | typeof httpsRequest, ca?: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        make(
          { host: '127.0.0.1', port: service.port, path: '/healthz', ca, servername: 'localhost' },
          (response) => {
            response.resume()
            resolve(response.statusCode)
          },
        )
          .on('error', reject)
          .end()
      })
    expect(await ask(httpRequest)).toBe(200)
    expect(await ask(httpsRequest, readFileSync(CERT, 'utf8'))).toBe(200)
  })

  test('CONNECT to a host of ours is spoken as TLS here', async () => {
    const answer = await viaConnect(service.port, `${COS_HOST}:443`)
    expect(answer).toContain('HTTP/1.1 403')
    expect(answer).toContain('x-cos-request-id')
  })

  test('a browser may ask any host, unsigned, whether a script may send its request', async () => {
    for (const host of [COS_HOST, CI, CI.replace('.ci.', '.pic.'), CI.replace(/^[a-z]+-/, '')]) {
      const ask = (origin: string) =>
        rawRequest(service.port, { method: 'OPTIONS', path: '/jobs', headers: { host, origin } })
      expect(await ask('https://app.example')).toMatchObject({
        status: 200,
        headers: { 'access-control-allow-origin': 'https://app.example' },
      })
      expect((await ask('https://other.example')).status).toBe(403)
    }
  })

  test('a client that waits to send its body is told to only when the body is wanted', async () => {
    const put = (
      target: string,
    ): Promise<{ told: boolean; status: number | undefined; connection: unknown }> =>
      new Promise((resolve, reject) => {
        const now = Math.floor(Date.now() / 1_000)
        const signed = authorization({
          ...service,
          method: 'PUT',
          path: '/waits',
          query: {},
          headers: { host: COS_HOST },
          keyTime: `${now};${now + 900}`,
        })
        const headers = { host: COS_HOST, authorization: signed, 'content-length': 4, expect: '100-continue' }
        const outgoing = httpRequest({
          host: '127.0.0.1',
          port: service.port,
          method: 'PUT',
          path: target,
          headers,
        })
        let told = false
        outgoing.on('continue', () => {
          told = true
          outgoing.end('body')
        })
        outgoing.on('error', reject)
        outgoing.on('response', (response) => {
          response.resume()
          resolve({ told, status: response.statusCode, connection: response.headers.connection })
          if (!told) outgoing.destroy()
        })
        outgoing.flushHeaders()
      })
    expect(await put('/waits')).toMatchObject({ told: true, status: 200 })
    const refused = { told: false, status: 404, connection: 'close' }
    expect(await put('/waits?partNumber=1&uploadId=none')).toEqual(refused)
  })

  test('a bucket is not in another region than its own, and its name is taken in all of them', async () => {
    const host = `${BUCKET}.cos.ap-beijing.myqcloud.com`
    const ask = async (method: string) => (await signedRequest(service, { method, path: '/', host })).code
    expect(await ask('GET')).toBe('NoSuchBucket')
    expect(await ask('PUT')).toBe('BucketAlreadyOwnedByYou')
  })

  test('a request that can’t be routed is answered with the ids of both hosts', async () => {
    const headers = { host: `media.ci.${REGION}.myqcloud.com` }
    const refused = await rawRequest(service.port, { method: 'GET', path: '/jobs', headers })
    expect(refused.code).toBe('InvalidBucketName')
    expect(refused.headers['x-ci-request-id']).toBe(refused.headers['x-cos-request-id'])
    expect(refused.headers['x-ci-request-id']).toBeDefined()
  })

  test('CONNECT to any other host is refused', async () => {
    expect(
      await exchange(service.port, 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 400/)
  })
})

describe('starting and stopping', () => {
  test(
    'without a certificate CONNECT names the setting, and SIGTERM ends a service at work within 10 s',
    { timeout: 60_000 },
    async () => {
      await using service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })
      const refused = await exchange(service.port, `CONNECT ${COS_HOST}:443 HTTP/1.1\r\nHost: x\r\n\r\n`)
      // Some SDKs show their user the words of the status line alone.
      expect(refused).toMatch(/^HTTP\/1\.1 501 Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY\r\n/)
      expect(refused).toContain('to serve https through a proxy')
      await signedRequest(service, { method: 'PUT', path: '/in.wav', host: COS_HOST, body: noisyTone(600) })
      const order =
        '<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output>' +
        `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output></Operation></Request>`
      await signedRequest(service, { method: 'POST', path: '/jobs', host: CI, body: order })
      while (!(await listed(service)).includes('<State>Running</State>'))
        await new Promise((go) => setTimeout(go, 50))
      const began = performance.now()
      expect(await service.stop()).toBe(0)
      expect(performance.now() - began).toBeLessThan(10_000)
      // The running job was handed back and used no try: the next start takes it from the beginning.
      const again = await startService({ dataDir: service.dataDir })
      expect(await listed(again)).toMatch(/<State>(Submitted|Running)<\/State>/)
      await again.kill()
    },
  )

  test('what can’t be used is told in sentences, all at once, before anything starts', () => {
    const { status, stderr } = spawnSync(process.execPath, [LAUNCHER, 'serve'], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        LEMNIS_PORT: 'eighty',
        LEMNIS_BUCKETS: 'media',
        LEMNIS_DENOISE: 'loud',
        LEMNIS_TLS_CERT: '/x',
      },
    })
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toEqual([
      'LEMNIS_BUCKETS is not usable: "media" is not a bucket such as media-1250000000@ap-guangzhou.',
      'LEMNIS_PORT is not usable: it must be a whole number from 0 to 65535.',
      'LEMNIS_DENOISE is not usable: it must be one of fast, balanced, best.',
      'LEMNIS_TLS_CERT and LEMNIS_TLS_KEY are not usable: set both, or none to serve plain HTTP.',
    ])
  })

  test(
    'secrets are made once, kept for this user alone, and never printed; a second process is refused',
    { timeout: 60_000 },
    async () => {
      const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-secrets-'))
      const unset = {
        LEMNIS_SECRET_ID: '',
        LEMNIS_SECRET_KEY: '',
        LEMNIS_WEBHOOK_SECRET: '',
        LEMNIS_ADMIN_TOKEN: '',
      }
      const first = await startService({ dataDir, settings: unset })
      const file = path.join(dataDir, 'secrets.env')
      const made = await readFile(file, 'utf8')
      expect(statSync(file).mode & 0o777).toBe(0o600)
      const values = made
        .trim()
        .split('\n')
        .map((line) => line.slice(line.indexOf('=') + 1))
      expect(values).toHaveLength(4)
      for (const value of values) expect(first.output() + first.log()).not.toContain(value)
      const second = spawnSync(process.execPath, [LAUNCHER, 'serve'], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], LEMNIS_PORT: '0', LEMNIS_DATA_DIR: dataDir },
      })
      expect(second.status).toBe(1)
      expect(second.stderr).toContain('in use by another Lemnis process')
      await first.stop()
      const later = await startService({ dataDir, settings: unset })
      expect(await readFile(file, 'utf8')).toBe(made)
      await later.stop()
      await rm(dataDir, { recursive: true })
    },
  )
})

async function listed(service: RunningService): Promise<string> {
  return (await signedRequest(service, { method: 'GET', path: '/jobs', host: CI })).body
}

/** Sends `bytes` and gives all that comes back until the service closes. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8').on('data', (text: string) => (seen += text))
    socket.on('error', reject)
    socket.on('close', () => {
      resolve(seen)
    })
  })
}

function viaConnect(port: number, authority: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const proxied = httpRequest({ host: '127.0.0.1', port, method: 'CONNECT', path: authority })
    proxied.on('error', reject)
    proxied.on('connect', (_response, socket) => {
      const servername = authority.split(':')[0]
      const secure = connectTls({ socket, servername, ca: readFileSync(CERT, 'utf8') }, () => {
        secure.write(`GET /a HTTP/1.1\r\nHost: ${String(servername)}\r\nConnection: close\r\n\r\n`)
      })
      let seen = ''
      secure.setEncoding('utf8').on('data', (text: string) => (seen += text))
      secure.on('error', reject)
      secure.on('end', () => {
        resolve(seen)
      })
    })
    proxied.end()
  })
}
