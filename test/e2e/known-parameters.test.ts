import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { PROCESSES, SUB_RESOURCES } from '../fixtures/sdk-names.ts'
import { signedRequest, type Answer } from '../signed-client.ts'

const HOST = 'media-1250000000.cos.ap-chongqing.myqcloud.com'
const JOBS = 'media-1250000000.ci.ap-chongqing.myqcloud.com'
const SERVICE = 'service.cos.myqcloud.com'
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] as const
const PATHS = { bucket: '/', object: '/in/talk.txt' } as const

/** What there is: only these may be answered 200. */
const REAL = new Set([
  ...['accelerate', 'location', 'logging', 'referer', 'uploads', 'versioning'].flatMap((name) => [
    `GET bucket ${name}`,
  ]),
  'POST object uploads',
])

let service: RunningService

beforeAll(async () => {
  service = await startService({ settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-chongqing' } })
  await ask('PUT', PATHS.object, {}, 'as it was')
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

function ask(
  method: string,
  path: string,
  query: Readonly<Record<string, string>>,
  body?: string,
): Promise<Answer> {
  return signedRequest(service, { method, path, host: HOST, query, ...(body !== undefined && { body }) })
}

/** All that a client can see of the store. */
async function seen(): Promise<readonly string[]> {
  const buckets = await signedRequest(service, { method: 'GET', path: '/', host: SERVICE })
  const list = await ask('GET', '/', {})
  const object = await ask('GET', PATHS.object, {})
  const { etag, 'last-modified': modified, 'content-type': type } = object.headers
  return [buckets.body, list.body, object.body, String([etag, modified, type])]
}

interface Expected {
  readonly method: string
  readonly place: keyof typeof PATHS
  readonly query: Readonly<Record<string, string>>
  readonly name: string
}

async function expectRefused({ method, place, query, name }: Expected): Promise<void> {
  const what = `${method} ${place} ${name}`
  const body = method === 'PUT' || method === 'POST' ? 'other bytes' : undefined
  const { status, code } = await ask(method, PATHS[place], query, body)
  if (REAL.has(what)) expect(`${what} ${status}`).toBe(`${what} 200`)
  else if (method === 'HEAD') expect(`${what} ${status}`).toMatch(/ [45]\d\d$/)
  else expect([what, status, code]).toEqual([what, ...expectedOf({ method, place, name })])
}

/** 501 for all that there is not; documented words for what was never configured; what a real operation says of the body. */
function expectedOf({ method, place, name }: Omit<Expected, 'query'>): readonly [number, string] {
  const wanted = `${method} ${place} ${name}`
  return SAID[wanted] ?? [501, 'NotImplemented']
}

const SAID: Readonly<Record<string, readonly [number, string]>> = {
  'GET bucket cors': [404, 'NoSuchCORSConfiguration'],
  'GET bucket encryption': [404, 'NoSuchEncryptionConfiguration'],
  'GET bucket inventory': [404, 'NoSuchConfiguration'],
  'GET bucket lifecycle': [404, 'NoSuchLifecycleConfiguration'],
  'GET bucket policy': [404, 'NoSuchBucketPolicy'],
  'GET bucket replication': [404, 'ReplicationConfigurationNotFoundError'],
  'GET bucket tagging': [404, 'NoSuchTagSet'],
  'GET bucket website': [404, 'NoSuchWebsiteConfiguration'],
  'POST bucket delete': [400, 'MalformedXML'],
  'GET object ci-process=filehash': [400, 'InvalidArgument'],
  'GET object ci-process=snapshot': [400, 'InvalidArgument'],
  'GET object ci-process=videoinfo': [400, 'ResourceNotSupported'],
}

describe.each(METHODS)('%s', (method) => {
  describe.each(['bucket', 'object'] as const)('of a %s', (place) => {
    test('changes nothing by a name of the vendor’s that is not offered', { timeout: 120_000 }, async () => {
      const before = await seen()
      for (const name of SUB_RESOURCES) {
        await expectRefused({ method, place, query: { [name]: '' }, name })
        if (!REAL.has(`${method} ${place} ${name}`) && SAID[`${method} ${place} ${name}`] === undefined) {
          await expectRefused({ method, place, query: { [name]: 'x' }, name })
        }
      }
      for (const name of PROCESSES) {
        const process = `ci-process=${name}`
        await expectRefused({ method, place, query: { 'ci-process': name }, name: process })
      }
      expect(await seen()).toEqual(before)
    })

    test('changes nothing by a name that nobody knows', { timeout: 120_000 }, async () => {
      const before = await seen()
      for (let turn = 0; turn < 200; turn += 1) {
        const name = `n${randomBytes(6).toString('hex')}`
        await expectRefused({ method, place, query: { [name]: '' }, name })
      }
      expect(await seen()).toEqual(before)
    })
  })
})

test('what is there to get past a cache is ignored by what reads, and refused by what changes', async () => {
  for (const query of [{ t: '1700000000' }, { v: '2' }, { a: 'b' }, { '1700000000': '' }]) {
    expect(await ask('GET', PATHS.object, query)).toMatchObject({ status: 200, body: 'as it was' })
    expect(await ask('HEAD', PATHS.object, query)).toMatchObject({ status: 200 })
    expect(await ask('GET', '/', query)).toMatchObject({ status: 200 })
    expect(await ask('PUT', PATHS.object, query, 'other')).toMatchObject({ status: 501 })
    expect(await ask('DELETE', PATHS.object, query)).toMatchObject({ status: 501 })
  }
  expect(await ask('GET', PATHS.object, {})).toMatchObject({ body: 'as it was' })
})

test('a header of the vendor’s that the operation does not know is refused by its name', async () => {
  for (const [method, name] of [
    ['PUT', 'x-cos-mime-limit'],
    ['DELETE', 'x-cos-traffic-limit'],
    ['PUT', 'x-cos-callback'],
    ['PUT', 'x-cos-copy-source-range'],
    ['GET', 'x-cos-server-side-encryption-customer-algorithm'],
    ['GET', 'x-cos-acl'],
    ['DELETE', 'x-cos-mfa'],
  ] as const) {
    const headers = { [name]: 'x' }
    const body = method === 'PUT' ? { body: 'other' } : {}
    const answer = await signedRequest(service, { method, path: PATHS.object, host: HOST, headers, ...body })
    expect([name, answer.status, answer.code]).toEqual([name, 501, 'NotImplemented'])
    const empty = await signedRequest(service, {
      method: 'GET',
      path: PATHS.object,
      host: HOST,
      headers: { [name]: '', 'x-cos-sdk-log-debug': 'off', 'x-cos-request-payer': 'requester' },
    })
    expect([name, empty.status]).toEqual([name, 200])
  }
})

test('the job host has the same rule', async () => {
  const jobs = (method: string, path: string, query: Readonly<Record<string, string>>) =>
    signedRequest(service, {
      method,
      path,
      host: JOBS,
      query,
      ...(method !== 'GET' && { body: '<Request/>' }),
    })
  for (const [method, path, query] of [
    ['POST', '/jobs', { live: '' }],
    ['POST', '/jobs', { a: 'b' }],
    ['GET', '/jobs', { nonsense: '' }],
    ['GET', '/', { style: '' }],
    ['PUT', '/', { unbind: '' }],
    ['POST', '/in/talk.txt', { TDCRefresh: '' }],
    ['GET', '/in/talk.txt', { 'ci-process': 'originImage' }],
  ] as const) {
    const answer = await jobs(method, path, query)
    expect([path, answer.status, answer.code]).toEqual([path, 501, 'NotImplemented'])
  }
  expect(await jobs('GET', '/jobs', { t: '17', tag: '', nextToken: '' })).toMatchObject({ status: 200 })
})

test('a host that is no bucket’s answers for what it would serve', async () => {
  for (const [host, path] of [
    ['1250000000.ci.ap-chongqing.myqcloud.com', '/dataset'],
    ['cos.ap-chongqing.myqcloud.com', '/ListVectorBuckets'],
  ] as const) {
    const answer = await signedRequest(service, { method: 'POST', path, host, body: '{}' })
    expect([host, answer.status, answer.code]).toEqual([host, 501, 'NotImplemented'])
  }
})
