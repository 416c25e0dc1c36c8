import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BUCKET, openObjectHarness, type ObjectHarness } from '../testing/object-harness.ts'

const MEGABYTE = 1024 * 1024

let harness: ObjectHarness

beforeEach(async () => {
  harness = await openObjectHarness()
})
afterEach(() => harness[Symbol.asyncDispose]())

const within = (text: string, name: string): string =>
  new RegExp(`<${name}>(.*?)</${name}>`).exec(text)?.[1]?.replaceAll('&quot;', '"') ?? ''

async function initiate(key: string, headers = {}): Promise<string> {
  return within((await harness.request('POST', `/${key}?uploads`, { headers })).text, 'UploadId')
}

async function putPart(target: string, body: string | Uint8Array): Promise<string> {
  return (await harness.request('PUT', target, { body })).headers['etag'] ?? ''
}

const completion = (parts: readonly (readonly [number: number, etag: string])[]): { body: string } => ({
  body: `<CompleteMultipartUpload>${parts
    .map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`)
    .join('')}</CompleteMultipartUpload>`,
})

test('parts become one object, in order and with the checksums of the whole', async () => {
  const id = await initiate('big.bin', { 'content-type': 'audio/mpeg' })
  const parts = [randomBytes(MEGABYTE), randomBytes(MEGABYTE), randomBytes(17)]
  const second = await putPart(`/big.bin?partNumber=7&uploadId=${id}`, parts[1] ?? '')
  const first = await putPart(`/big.bin?partNumber=2&uploadId=${id}`, parts[0] ?? '')
  const third = await putPart(`/big.bin?partNumber=9&uploadId=${id}`, parts[2] ?? '')
  const wanted = completion([
    [2, first],
    [7, second.replaceAll('"', '')],
    [9, third],
  ])
  const done = await harness.request('POST', `/big.bin?uploadId=${id}`, wanted)
  const md5s = parts.map((part) => createHash('md5').update(part).digest())
  const etag = `"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`
  expect(within(done.text, 'ETag')).toBe(etag)

  const put = await harness.request('PUT', '/same.bin', { body: Buffer.concat(parts) })
  const head = await harness.request('HEAD', '/big.bin')
  expect(head.headers).toMatchObject({
    etag,
    'content-type': 'audio/mpeg',
    'content-length': String(2 * MEGABYTE + 17),
    'x-cos-hash-crc64ecma': put.headers['x-cos-hash-crc64ecma'],
  })
  expect(done.headers['x-cos-hash-crc64ecma']).toBe(put.headers['x-cos-hash-crc64ecma'])
  expect((await harness.request('GET', '/big.bin')).text).toBe(
    (await harness.request('GET', '/same.bin')).text,
  )
})

test('a repeated completion, after a lost response, succeeds again', async () => {
  const id = await initiate('a')
  const etag = await putPart(`/a?partNumber=1&uploadId=${id}`, 'x')
  const done = await harness.request('POST', `/a?uploadId=${id}`, completion([[1, etag]]))
  expect(await harness.request('POST', `/a?uploadId=${id}`, completion([[1, etag]]))).toEqual(done)
  const other = completion([[1, `"${'0'.repeat(32)}"`]])
  expect(await harness.rejection('POST', `/a?uploadId=${id}`, other)).toBe('NoSuchUpload')
})

test('a completion with forbid-overwrite replaces nothing, and can be repeated', async () => {
  const id = await initiate('a')
  const etag = await putPart(`/a?partNumber=1&uploadId=${id}`, 'new')
  await harness.request('PUT', '/a', { body: 'old' })
  const careful = { headers: { 'x-cos-forbid-overwrite': 'true' } }
  const asked = { ...completion([[1, etag]]), ...careful }
  expect(await harness.rejection('POST', `/a?uploadId=${id}`, asked)).toBe('FileAlreadyExists')
  expect(await harness.rejection('POST', '/a?uploads', careful)).toBe('FileAlreadyExists')
  expect((await harness.request('GET', '/a')).text).toBe('old')
  await harness.request('DELETE', '/a')
  await harness.request('POST', `/a?uploadId=${id}`, asked)
  expect((await harness.request('GET', '/a')).text).toBe('new')
})

test('a part sent again replaces the first', async () => {
  const id = await initiate('a')
  await putPart(`/a?partNumber=1&uploadId=${id}`, 'old')
  const etag = await putPart(`/a?partNumber=1&uploadId=${id}`, 'new')
  await harness.request('POST', `/a?uploadId=${id}`, completion([[1, etag]]))
  expect((await harness.request('GET', '/a')).text).toBe('new')
})

test('a completion with wrong, unordered, small or no parts is rejected, and the upload continues', async () => {
  const id = await initiate('a')
  const one = await putPart(`/a?partNumber=1&uploadId=${id}`, 'small')
  const two = await putPart(`/a?partNumber=2&uploadId=${id}`, 'last')
  const rejection = (parts: readonly (readonly [number, string])[]): Promise<string> =>
    harness.rejection('POST', `/a?uploadId=${id}`, completion(parts))
  expect(await rejection([[1, two]])).toBe('InvalidPart')
  expect(await rejection([[3, one]])).toBe('InvalidPart')
  expect(
    await rejection([
      [2, two],
      [1, one],
    ]),
  ).toBe('InvalidPartOrder')
  expect(
    await rejection([
      [1, one],
      [2, two],
    ]),
  ).toBe('EntityTooSmall')
  expect(await harness.request('POST', `/a?uploadId=${id}`, completion([[2, two]]))).toMatchObject({
    status: 200,
  })
})

test('parts are listed page by page', async () => {
  const id = await initiate('a')
  for (const number of [1, 5, 9]) await putPart(`/a?partNumber=${number}&uploadId=${id}`, 'x')
  const first = (await harness.request('GET', `/a?uploadId=${id}&max-parts=2`)).text
  expect(first.match(/<PartNumber>\d+/g)).toEqual(['<PartNumber>1', '<PartNumber>5'])
  expect(within(first, 'IsTruncated')).toBe('true')
  const marker = within(first, 'NextPartNumberMarker')
  const second = (await harness.request('GET', `/a?uploadId=${id}&max-parts=2&part-number-marker=${marker}`))
    .text
  expect(second.match(/<PartNumber>\d+/g)).toEqual(['<PartNumber>9'])
  expect(within(second, 'IsTruncated')).toBe('false')
})

test('uploads in progress are listed by key and age, page by page and under common prefixes', async () => {
  const first = await initiate('a')
  harness.advance(1_000)
  const second = await initiate('a')
  await initiate('b/1')
  await initiate('b/2')
  const page = (await harness.request('GET', '/?uploads&delimiter=%2F&max-uploads=1')).text
  expect(within(page, 'UploadId')).toBe(first)
  const markers = `key-marker=${within(page, 'NextKeyMarker')}&upload-id-marker=${within(page, 'NextUploadIdMarker')}`
  const rest = (await harness.request('GET', `/?uploads&delimiter=%2F&${markers}`)).text
  expect(within(rest, 'UploadId')).toBe(second)
  expect(rest.match(/<Prefix>b\/<\/Prefix>/g)).toHaveLength(1)
  expect(within(rest, 'IsTruncated')).toBe('false')
})

test('an aborted upload is gone, and belongs to its key only', async () => {
  const id = await initiate('a')
  expect(await harness.rejection('DELETE', `/b?uploadId=${id}`)).toBe('NoSuchUpload')
  expect(await harness.request('DELETE', `/a?uploadId=${id}`)).toMatchObject({ status: 204 })
  expect(await harness.rejection('PUT', `/a?partNumber=1&uploadId=${id}`, { body: 'x' })).toBe('NoSuchUpload')
  expect(await harness.rejection('GET', `/a?uploadId=${id}`)).toBe('NoSuchUpload')
})

test('a part without an upload does not replace the object of its key', async () => {
  await harness.request('PUT', '/a', { body: 'whole' })
  expect(await harness.rejection('PUT', '/a?partNumber=1', { body: 'part' })).toBe('NoSuchUpload')
  expect((await harness.request('GET', '/a')).text).toBe('whole')
})

test('a part can be copied from a range of an object', async () => {
  await harness.request('PUT', '/source', { body: '0123456789' })
  const id = await initiate('a')
  const headers = {
    'x-cos-copy-source': `${BUCKET}.cos.ap-guangzhou.example.test/source`,
    'x-cos-copy-source-range': 'bytes=2-4',
  }
  const { text } = await harness.request('PUT', `/a?partNumber=1&uploadId=${id}`, { headers })
  const unreadable = { headers: { ...headers, 'x-cos-copy-source-range': 'bytes=4-2' } }
  expect(await harness.rejection('PUT', `/a?partNumber=2&uploadId=${id}`, unreadable)).toBe('InvalidArgument')
  await harness.request('POST', `/a?uploadId=${id}`, completion([[1, within(text, 'ETag')]]))
  expect((await harness.request('GET', '/a')).text).toBe('234')
})
