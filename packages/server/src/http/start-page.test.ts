import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { routeTarget } from '../protocol/hosts.ts'
import { asksForStartPage, START_PAGE } from './start-page.ts'

const COS = 'media-1250000000.cos.ap-guangzhou.myqcloud.com'
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

interface Asked {
  readonly method?: string
  readonly target?: string
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
}

function isPage({ method = 'GET', target = '/', host = 'localhost:8080', headers = {} }: Asked): boolean {
  const settings = {
    publicNames: [],
    hostBuckets: new Map([['media.example', { name: 'media-1250000000', region: 'r' }]]),
    defaultBucket: { name: 'media-1250000000', region: 'r' },
  }
  const routed = routeTarget({ method, target, hostHeader: host, settings })
  return asksForStartPage({ method, headers: { accept: BROWSER, ...headers } }, routed)
}

test('a browser that opens the service gets the page', () => {
  expect(isPage({})).toBe(true)
  expect(isPage({ method: 'HEAD', host: '10.0.0.7' })).toBe(true)
})

test.each<[string, Asked]>([
  ['a signed request', { headers: { authorization: 'q-sign-algorithm=sha1' } }],
  ['a presigned request', { target: '/?q-sign-algorithm=sha1' }],
  ['a client of the protocol', { headers: { accept: '*/*' } }],
  ['a request for a bucket', { host: COS }],
  ['a request for a bucket by its own name', { host: 'media.example' }],
  ['a request for an object', { target: '/index.html' }],
  ['a request through a proxy', { target: `http://${COS}/` }],
  ['a request for temporary keys', { host: 'sts.tencentcloudapi.com' }],
  ['a form', { method: 'POST' }],
])('%s gets what it always got', (_, asked) => {
  expect(isPage(asked)).toBe(false)
})

test('the page runs nothing, loads nothing, and may use its own style', () => {
  const { body, headers } = START_PAGE
  expect(body).not.toMatch(/<script|\son\w+=|\sstyle=|src=/)
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(body) ?? []
  const digest = createHash('sha256').update(style).digest('base64')
  expect(headers['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${digest}';`)
  expect(body).toContain('lang="zh-CN"')
})
