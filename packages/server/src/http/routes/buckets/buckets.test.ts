import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Rights } from '../../../protocol/auth/may.ts'
import { BUCKET, openObjectBench, type ObjectBench } from '../testing/test-requests.ts'

let bench: ObjectBench

beforeEach(async () => {
  bench = await openObjectBench({ LEMNIS_CORS_ORIGINS: 'https://app.example' })
})
afterEach(() => bench[Symbol.asyncDispose]())

const keysOf = (text: string): string[] =>
  [...text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>(.*?)</g)].map((match) => match[1] ?? '')

test('a bucket is made, found, located and deleted when empty', async () => {
  const bucket = 'new-1250000000'
  await expect(bench.refusal('HEAD', '/', { bucket })).resolves.toBe('NoSuchBucket')
  const open = { 'x-cos-acl': 'public-read' }
  expect(await bench.refusal('PUT', '/', { bucket, headers: open })).toBe('NotImplemented')
  expect(await bench.ask('PUT', '/', { bucket })).toMatchObject({ status: 200 })
  expect(await bench.refusal('PUT', '/', { bucket })).toBe('BucketAlreadyOwnedByYou')
  expect((await bench.ask('HEAD', '/', { bucket })).headers).toEqual({
    'x-cos-bucket-region': 'ap-guangzhou',
  })
  expect((await bench.ask('GET', '/?location', { bucket })).text).toContain(
    'ap-guangzhou</LocationConstraint>',
  )
  const all = (await bench.ask('GET', '/', { bucket: null })).text
  expect(all.match(/<Name>.*?<\/Name>/g)).toEqual([`<Name>${BUCKET}</Name>`, `<Name>${bucket}</Name>`])

  await bench.ask('PUT', '/a', { bucket, body: 'x' })
  expect(await bench.refusal('DELETE', '/', { bucket })).toBe('BucketNotEmpty')
  await bench.ask('DELETE', '/a', { bucket })
  expect(await bench.ask('DELETE', '/', { bucket })).toMatchObject({ status: 204 })
  expect(await bench.refusal('GET', '/', { bucket })).toBe('NoSuchBucket')
})

test('buckets are listed by region, by time and page by page', async () => {
  for (const name of ['a-1250000000', 'z-1250000000']) await bench.ask('PUT', '/', { bucket: name })
  const list = async (query: string): Promise<string> => {
    const { text } = await bench.ask('GET', `/${query}`, { bucket: null })
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
  expect(await bench.refusal('GET', '/?create-time=1', { bucket: null })).toBe('InvalidArgument')
  expect(await bench.refusal('GET', '/?tagkey=a&tagvalue=b', { bucket: null })).toBe('NotImplemented')
})

test('a listing has the shape that the protocol shows', async () => {
  await bench.ask('PUT', '/in/talk.mp3', { body: 'x' })
  await bench.ask('PUT', '/in/sub/a', { body: 'x' })
  const { text, headers } = await bench.ask('GET', '/?prefix=in%2F&delimiter=%2F')
  expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-cos-bucket-region': 'ap-guangzhou' })
  expect(text).toContain(`<Name>${BUCKET}</Name>`)
  expect(text).toContain('<CommonPrefixes><Prefix>in/sub/</Prefix></CommonPrefixes>')
  expect(text).toContain('<LastModified>2024-05-06T02:00:00.000Z</LastModified>')
  expect(text).toContain('<IsTruncated>false</IsTruncated>')
})

test('a listing goes on after its marker, and encodes keys when asked', async () => {
  for (const key of ['a', 'b/1', 'b/2', 'c', '目 录'])
    await bench.ask('PUT', `/${encodeURIComponent(key)}`, { body: '' })
  const first = (await bench.ask('GET', '/?delimiter=%2F&max-keys=2')).text
  expect(keysOf(first).sort()).toEqual(['a', 'b/'])
  const marker = encodeURIComponent(/<NextMarker>(.*?)</.exec(first)?.[1] ?? '')
  const second = (await bench.ask('GET', `/?delimiter=%2F&encoding-type=url&marker=${marker}`)).text
  expect(keysOf(second)).toEqual(['c', '%E7%9B%AE%20%E5%BD%95'])
})

test('listing parameters that can not be meant are refused', async () => {
  expect(await bench.refusal('GET', '/?delimiter=ab')).toBe('InvalidDelimiter')
  expect(await bench.refusal('GET', '/?max-keys=ten')).toBe('InvalidArgument')
  expect(await bench.refusal('GET', '/?encoding-type=base64')).toBe('InvalidArgument')
})

test('a preflight is answered for the origins of the setting alone', async () => {
  const asks = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' }
  const answer = await bench.ask('OPTIONS', '/a', { headers: { origin: 'https://app.example', ...asks } })
  expect(answer.headers).toMatchObject({ 'access-control-allow-headers': 'authorization' })
  const other = { headers: { origin: 'https://other.example', ...asks } }
  expect(await bench.refusal('OPTIONS', '/a', other)).toBe('AccessForbidden')
})

test('a key for some buckets is listed its own, and reads no part of an object elsewhere', async () => {
  const other = 'other-1250000000'
  await bench.ask('PUT', '/', { bucket: other })
  await bench.ask('PUT', '/secret', { bucket: other, body: 'x' })
  const rights: Rights = { buckets: new Set([BUCKET]), policy: undefined }
  const all = (await bench.ask('GET', '/', { bucket: null, rights })).text
  expect(all.match(/<Name>.*?<\/Name>/g)).toEqual([`<Name>${BUCKET}</Name>`])
  for (const name of [other, 'none-1250000000']) {
    const headers = { 'x-cos-copy-source': `${name}.cos.ap-guangzhou.example.test/secret` }
    const { text } = await bench.ask('POST', '/a?uploads', { rights })
    const upload = /<UploadId>(.*?)</.exec(text)?.[1] ?? ''
    const part = `/a?partNumber=1&uploadId=${upload}`
    expect(await bench.refusal('PUT', part, { headers, rights })).toBe('AccessDenied')
    expect(await bench.refusal('PUT', '/a', { headers, rights })).toBe('AccessDenied')
    expect(await bench.refusal('GET', '/secret', { bucket: name, rights })).toBe('AccessDenied')
    const body = '<Delete><Object><Key>secret</Key></Object></Delete>'
    expect(await bench.refusal('POST', '/?delete', { bucket: name, rights, body })).toBe('AccessDenied')
    expect(await bench.refusal('PUT', '/', { bucket: name, rights })).toBe('AccessDenied')
  }
})
