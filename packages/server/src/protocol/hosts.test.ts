import { describe, expect, test } from 'vitest'
import { routeTarget, type HostSettings } from './hosts.ts'

const BUCKET = 'media-1250000000'
const settings: HostSettings = {
  publicNames: ['lemnis.example'],
  hostBuckets: new Map([['files.example', { name: 'files-1', region: 'ap-beijing' }]]),
}
const withDefault: HostSettings = { ...settings, defaultBucket: { name: 'first-1', region: 'ap-chengdu' } }

function route(line: string, hostHeader: string | undefined, chosen = settings) {
  const [method = '', target = ''] = line.split(' ')
  return routeTarget({ method, target, hostHeader, settings: chosen })
}

describe('the host names service, bucket and region', () => {
  test.each([
    [`${BUCKET}.ci.ap-guangzhou.myqcloud.com`, 'ci', BUCKET, 'ap-guangzhou'],
    [`${BUCKET}.cos.ap-guangzhou.tencentcos.cn:8080`, 'cos', BUCKET, 'ap-guangzhou'],
    [`${BUCKET}.pic.ap-guangzhou.local`, 'pic', BUCKET, 'ap-guangzhou'],
    [`${BUCKET.toUpperCase()}.COS.ap-guangzhou.myqcloud.com.`, 'cos', BUCKET, 'ap-guangzhou'],
    [`${BUCKET}.cos.accelerate.myqcloud.com`, 'cos', BUCKET, undefined],
    [`${BUCKET}.cos-internal.ap-x.myqcloud.com`, 'cos', BUCKET, 'ap-x'],
    [`${BUCKET}.cos.localhost:8080`, 'cos', BUCKET, undefined],
    ['ci.ap-guangzhou.myqcloud.com', 'ci', undefined, 'ap-guangzhou'],
    ['cos.ap-guangzhou.myqcloud.com', 'cos', undefined, 'ap-guangzhou'],
    ['service.cos.myqcloud.com', 'cos', undefined, undefined],
    [`${BUCKET}.localhost:8080`, 'cos', BUCKET, undefined],
    [`${BUCKET}.lemnis.example`, 'cos', BUCKET, undefined],
    ['files.example:80', 'cos', 'files-1', 'ap-beijing'],
    ['127.0.0.1:8080', 'cos', undefined, undefined],
    ['[::1]:8080', 'cos', undefined, undefined],
    ['some-container:8080', 'cos', undefined, undefined],
    [undefined, 'cos', undefined, undefined],
  ])('%s', (host, service, bucket, region) => {
    const target = route('GET /a/b', host)
    expect([target.service, target.bucket, target.region]).toEqual([service, bucket, region])
    expect(target).toMatchObject({ key: 'a/b', rawPath: '/a/b', pathStyle: false, host: host ?? '' })
  })

  test('a host of the job service may name an account alone', () => {
    const target = route('GET /dataset', '1250000000.ci.ap-guangzhou.myqcloud.com')
    expect(target).toMatchObject({ service: 'ci', account: '1250000000', region: 'ap-guangzhou' })
    expect(target).not.toHaveProperty('bucket')
  })

  test('a host that should begin with a bucket and does not is refused', () => {
    for (const name of ['media.cos', '1250000000.cos', '1250000000.pic'])
      expect(() => route('GET /a', `${name}.ap-guangzhou.myqcloud.com`)).toThrow(/full name of a bucket/)
  })
})

describe('a host without a bucket', () => {
  test('takes it from the first segment of the path', () => {
    expect(route(`GET /${BUCKET}/a%20b?x=1`, 'localhost')).toMatchObject({
      bucket: BUCKET,
      key: 'a b',
      rawPath: `/${BUCKET}/a%20b`,
      rawQuery: 'x=1',
      pathStyle: true,
    })
    expect(route(`GET /${BUCKET}`, 'localhost')).toMatchObject({ bucket: BUCKET, key: '', pathStyle: true })
  })

  test('else uses the default bucket', () => {
    expect(route('GET /a', 'localhost', withDefault)).toMatchObject({
      bucket: 'first-1',
      key: 'a',
      pathStyle: false,
    })
    expect(route(`GET /${BUCKET}/a`, 'localhost', withDefault)).toMatchObject({ bucket: BUCKET, key: 'a' })
  })

  test('serves the job protocol under its fixed paths, in path style too', () => {
    expect(route('GET /jobs', '127.0.0.1:1', withDefault)).toMatchObject({
      service: 'ci',
      key: 'jobs',
      bucket: 'first-1',
    })
    expect(route(`POST /${BUCKET}/jobs`, 'localhost')).toMatchObject({
      service: 'ci',
      key: 'jobs',
      bucket: BUCKET,
    })
    expect(route('POST /triggerworkflow/?workflowId=w', 'localhost')).toMatchObject({
      key: 'triggerworkflow',
    })
    expect(route('PUT /jobs/a.txt', 'localhost').service).toBe('cos')
  })
})

describe('on the object host of a bucket', () => {
  const ID = `j${'0'.repeat(32)}`
  test.each([
    'POST /jobs',
    `GET /jobs/${ID}%2C${ID}`,
    `PUT /jobs/${ID}?cancel`,
    'GET /jobs?tag=NoiseReduction&nextToken=',
    'GET /queue?queueIds=&state=All',
    `PUT /queue/p${'a'.repeat(32)}`,
    `PUT /template/t1${'a'.repeat(32)}`,
  ])('%s is of the job protocol', (line) => {
    expect(route(line, `${BUCKET}.cos.r.myqcloud.com`).service).toBe('ci')
  })

  test.each([
    'PUT /jobs',
    'GET /jobs',
    'HEAD /jobs',
    'DELETE /jobs',
    'POST /jobs?uploads',
    'POST /jobs?uploadId=1',
    'GET /jobs?q-sign-algorithm=sha1',
    'GET /jobs/report.txt',
    `GET /jobs/${ID}/x`,
    'PUT /queue/1',
    'GET /jobsheet',
  ])('%s is the object', (line) => {
    expect(route(line, `${BUCKET}.cos.r.myqcloud.com`).service).toBe('cos')
  })
})

describe('paths of the operator', () => {
  test('the management API is reserved on every host, however it is spelled', () => {
    expect(route('GET /_lemnis/api/status', `${BUCKET}.cos.r.local`)).toMatchObject({ service: 'management' })
    expect(route('PUT /%5Flemnis/x', `${BUCKET}.cos.r.local`)).toMatchObject({
      service: 'management',
      key: '_lemnis/x',
    })
    expect(route('GET /_lemnisx', `${BUCKET}.cos.r.local`).service).toBe('cos')
  })

  test('the probes are reserved only where the host names no bucket', () => {
    expect(route('GET /healthz', '10.0.0.7:8080', withDefault).service).toBe('management')
    expect(route('GET /metrics', `${BUCKET}.cos.r.local`)).toMatchObject({ service: 'cos', key: 'metrics' })
  })
})

describe('an address in the request line', () => {
  test('counts more than the Host header', () => {
    const target = route(`POST http://${BUCKET}.ci.r.myqcloud.com:80/jobs?a=b`, 'proxy.example:3128')
    expect(target).toMatchObject({
      service: 'ci',
      bucket: BUCKET,
      rawPath: '/jobs',
      rawQuery: 'a=b',
      host: `${BUCKET}.ci.r.myqcloud.com:80`,
    })
    expect(route(`GET http://${BUCKET}.cos.r.local?prefix=x`, '')).toMatchObject({ rawPath: '/', key: '' })
    expect(route('GET http://localhost:8080/a', '')).toMatchObject({ key: 'a' })
  })

  test('is refused when it is not ours', () => {
    expect(() => route('GET http://example.com/', 'example.com')).toThrow(/forwards nothing/)
    expect(() => route('GET http://user@localhost/', 'localhost')).toThrow(/request target/)
    expect(() => route('GET ftp://localhost/', 'localhost')).toThrow(/request target/)
    expect(() => route('OPTIONS *', 'localhost')).toThrow(/request target/)
  })
})

test('a path is decoded once, keeps its slashes and dots, and may hold raw UTF-8 bytes', () => {
  const key = (path: string): string => route(`GET ${path}`, `${BUCKET}.cos.r.local`).key
  expect(key('/%E7%9B%AE/a%2520b+c')).toBe('目/a%20b+c')
  expect(key('//a/../b/.%2Fc')).toBe('/a/../b/./c')
  expect(key(`/${Buffer.from('目录').toString('latin1')}`)).toBe('目录')
  expect(() => key('/%zz')).toThrow(/malformed percent escape/)
  expect(() => key('/%ff')).toThrow(/not UTF-8/)
})

describe('who asks for temporary keys', () => {
  const serviceOf = (line: string, hostHeader: string, contentType?: string): string => {
    const [method = '', target = ''] = line.split(' ')
    return routeTarget({ method, target, hostHeader, contentType, settings: withDefault }).service
  }

  test.each([
    ['POST /', 'sts.tencentcloudapi.com', undefined, 'sts'],
    ['POST /', 'STS.ap-guangzhou.tencentcloudapi.com:8080', undefined, 'sts'],
    ['POST https://sts.tencentcloudapi.com/', 'proxy', undefined, 'sts'],
    ['POST /', 'localhost:8080', 'application/x-www-form-urlencoded; charset=utf-8', 'sts'],
    ['POST /', 'lemnis.example', 'application/json', 'sts'],
    ['GET /?Version=1&Action=GetFederationToken', 'localhost', undefined, 'sts'],
    ['GET /?prefix=Action=', 'localhost', undefined, 'cos'],
    ['POST /', 'localhost', 'multipart/form-data; boundary=x', 'cos'],
    ['POST /?delete', 'localhost', 'application/json', 'cos'],
    ['POST /a', 'localhost', 'application/json', 'cos'],
    ['POST /', `${BUCKET}.cos.ap-guangzhou.myqcloud.com`, 'application/json', 'cos'],
    ['POST /jobs', 'localhost', 'application/json', 'ci'],
    ['GET /_lemnis/api/status', 'sts.tencentcloudapi.com', undefined, 'management'],
  ])('%s at %s with %s is for %s', (line, host, contentType, service) => {
    expect(serviceOf(line, host, contentType)).toBe(service)
  })
})
