import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Rights } from '../../../protocol/auth/is-allowed.ts'
import { BUCKET, openObjectHarness, type ObjectHarness } from '../testing/object-harness.ts'

let harness: ObjectHarness

beforeEach(async () => {
  harness = await openObjectHarness({ LEMNIS_CORS_ORIGINS: 'https://app.example' })
})
afterEach(() => harness[Symbol.asyncDispose]())

const keysOf = (text: string): string[] =>
  [...text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>(.*?)</g)].map((match) => match[1] ?? '')

test('a bucket is created, found, located, and deleted when empty', async () => {
  const bucket = 'new-1250000000'
  await expect(harness.rejection('HEAD', '/', { bucket })).resolves.toBe('NoSuchBucket')
  const open = { 'x-cos-acl': 'public-read' }
  expect(await harness.rejection('PUT', '/', { bucket, headers: open })).toBe('NotImplemented')
  expect(await harness.request('PUT', '/', { bucket })).toMatchObject({ status: 200 })
  expect(await harness.rejection('PUT', '/', { bucket })).toBe('BucketAlreadyOwnedByYou')
  expect((await harness.request('HEAD', '/', { bucket })).headers).toEqual({
    'x-cos-bucket-region': 'ap-guangzhou',
  })
  expect((await harness.request('GET', '/?location', { bucket })).text).toContain(
    'ap-guangzhou</LocationConstraint>',
  )
  const all = (await harness.request('GET', '/', { bucket: null })).text
  expect(all.match(/<Name>.*?<\/Name>/g)).toEqual([`<Name>${BUCKET}</Name>`, `<Name>${bucket}</Name>`])

  await harness.request('PUT', '/a', { bucket, body: 'x' })
  expect(await harness.rejection('DELETE', '/', { bucket })).toBe('BucketNotEmpty')
  await harness.request('DELETE', '/a', { bucket })
  expect(await harness.request('DELETE', '/', { bucket })).toMatchObject({ status: 204 })
  expect(await harness.rejection('GET', '/', { bucket })).toBe('NoSuchBucket')
})

test('buckets are listed by region, by time and page by page', async () => {
  for (const name of ['a-1250000000', 'z-1250000000']) await harness.request('PUT', '/', { bucket: name })
  const list = async (query: string): Promise<string> => {
    const { text } = await harness.request('GET', `/${query}`, { bucket: null })
    const names = [...text.matchAll(/<Name>(.*?)</g)].map(([, name]) => name)
    return `${names.join()} ${/<NextMarker>(.*?)</.exec(text)?.[1] ?? 'end'}`
  }
  const every = `a-1250000000,${BUCKET},z-1250000000`
  expect(await list('?region=ap-guangzhou&marker=&max-keys=2000')).toBe(`${every} end`)
  expect(await list('?region=ap-beijing')).toBe(' end')
  expect(await list('?max-keys=2')).toBe(`a-1250000000,${BUCKET} ${BUCKET}`)
  expect(await list(`?marker=${BUCKET}&max-keys=2`)).toBe('z-1250000000 end')
  const now = Date.parse('2024-05-06T02:00:00Z') / 1_000
  expect(await list(`?create-time=${now}&range=gte`)).toBe(`${every} end`)
  expect(await list(`?create-time=${now}&range=lt`)).toBe(' end')
  expect(await harness.rejection('GET', '/?create-time=1', { bucket: null })).toBe('InvalidArgument')
  expect(await harness.rejection('GET', '/?tagkey=a&tagvalue=b', { bucket: null })).toBe('NotImplemented')
})

test('a listing has the shape that the protocol shows', async () => {
  await harness.request('PUT', '/in/talk.mp3', { body: 'x' })
  await harness.request('PUT', '/in/sub/a', { body: 'x' })
  const { text, headers } = await harness.request('GET', '/?prefix=in%2F&delimiter=%2F')
  expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-cos-bucket-region': 'ap-guangzhou' })
  expect(text).toContain(`<Name>${BUCKET}</Name>`)
  expect(text).toContain('<CommonPrefixes><Prefix>in/sub/</Prefix></CommonPrefixes>')
  expect(text).toContain('<LastModified>2024-05-06T02:00:00.000Z</LastModified>')
  expect(text).toContain('<IsTruncated>false</IsTruncated>')
})

test('a listing continues after its marker, and encodes keys on request', async () => {
  for (const key of ['a', 'b/1', 'b/2', 'c', '目 录'])
    await harness.request('PUT', `/${encodeURIComponent(key)}`, { body: '' })
  const first = (await harness.request('GET', '/?delimiter=%2F&max-keys=2')).text
  expect(keysOf(first).sort()).toEqual(['a', 'b/'])
  const marker = encodeURIComponent(/<NextMarker>(.*?)</.exec(first)?.[1] ?? '')
  const second = (await harness.request('GET', `/?delimiter=%2F&encoding-type=url&marker=${marker}`)).text
  expect(keysOf(second)).toEqual(['c', '%E7%9B%AE%20%E5%BD%95'])
})

test('invalid listing parameters are rejected', async () => {
  expect(await harness.rejection('GET', '/?delimiter=ab')).toBe('InvalidDelimiter')
  expect(await harness.rejection('GET', '/?max-keys=ten')).toBe('InvalidArgument')
  expect(await harness.rejection('GET', '/?encoding-type=base64')).toBe('InvalidArgument')
})

test('a preflight is accepted only for configured origins', async () => {
  const asks = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' }
  const answer = await harness.request('OPTIONS', '/a', {
    headers: { origin: 'https://app.example', ...asks },
  })
  expect(answer.headers).toMatchObject({ 'access-control-allow-headers': 'authorization' })
  const other = { headers: { origin: 'https://other.example', ...asks } }
  expect(await harness.rejection('OPTIONS', '/a', other)).toBe('AccessForbidden')
})

test('a restricted key lists its own buckets, and copies no part from others', async () => {
  const other = 'other-1250000000'
  await harness.request('PUT', '/', { bucket: other })
  await harness.request('PUT', '/secret', { bucket: other, body: 'x' })
  const rights: Rights = { buckets: new Set([BUCKET]), policies: [] }
  const all = (await harness.request('GET', '/', { bucket: null, rights })).text
  expect(all.match(/<Name>.*?<\/Name>/g)).toEqual([`<Name>${BUCKET}</Name>`])
  for (const name of [other, 'none-1250000000']) {
    const headers = { 'x-cos-copy-source': `${name}.cos.ap-guangzhou.example.test/secret` }
    const { text } = await harness.request('POST', '/a?uploads', { rights })
    const upload = /<UploadId>(.*?)</.exec(text)?.[1] ?? ''
    const part = `/a?partNumber=1&uploadId=${upload}`
    expect(await harness.rejection('PUT', part, { headers, rights })).toBe('AccessDenied')
    expect(await harness.rejection('PUT', '/a', { headers, rights })).toBe('AccessDenied')
    expect(await harness.rejection('GET', '/secret', { bucket: name, rights })).toBe('AccessDenied')
    const body = '<Delete><Object><Key>secret</Key></Object></Delete>'
    expect(await harness.rejection('POST', '/?delete', { bucket: name, rights, body })).toBe('AccessDenied')
    expect(await harness.rejection('PUT', '/', { bucket: name, rights })).toBe('AccessDenied')
  }
})
