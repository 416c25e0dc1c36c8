import { expect, test } from 'vitest'
import { routeTarget } from '../hosts.ts'
import { parseQuery } from '../query.ts'
import { signLink } from './sign-link.ts'
import { SignatureCache } from './signature-cache.ts'
import { verifySignature } from './signature.ts'

const KEY = { accessKeyId: 'AKIDexample', secretKey: 'a-secret' }
const NOW_S = 1_700_000_000
const LINK = {
  ...{ secretId: KEY.accessKeyId, secretKey: KEY.secretKey, method: 'GET', bucket: 'media-1250000000' },
  ...{ key: 'in/目录 (1)/a+b%2F~c.mp3', host: '127.0.0.1:8080', from: NOW_S - 10, until: NOW_S + 60 },
}

function verify(link: string, { method = 'GET', host = LINK.host, now = NOW_S } = {}): string {
  const settings = { publicNames: [], defaultBucket: { name: 'first-1', region: 'r' } }
  const target = routeTarget({ method, target: link, hostHeader: host, settings })
  const result = verifySignature({
    ...{ method, target, query: parseQuery(target.rawQuery), headers: { host }, publicNames: [] },
    ...{ now: now * 1_000, cache: new SignatureCache(), findKey: () => KEY },
    reachesOneBucket: () => false,
  })
  return result.kind === 'refused' ? result.reason : `${result.kind} ${target.bucket ?? ''} ${target.key}`
}

test('a link is valid for its object, its method, its host and its time alone', () => {
  const link = signLink(LINK)
  expect(verify(link)).toBe(`ok ${LINK.bucket} ${LINK.key}`)
  expect(verify(link, { method: 'PUT' })).toBe('mismatch')
  expect(verify(link.replace('a%2Bb', 'a%2Bc'))).toBe('mismatch')
  expect(verify(link, { host: 'other-1250000000.cos.ap-guangzhou.myqcloud.com' })).toBe('mismatch')
  expect(verify(link, { now: NOW_S + 3_600 })).toBe('expired')
})
