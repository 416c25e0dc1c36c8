import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BUCKET, openObjectHarness, type ObjectHarness } from '../testing/object-harness.ts'

let harness: ObjectHarness

beforeEach(async () => {
  harness = await openObjectHarness({ LEMNIS_MAX_OBJECT_BYTES: '1000' })
})
afterEach(() => harness[Symbol.asyncDispose]())

async function blobCount(): Promise<number> {
  return (await Array.fromAsync(harness.context.storage.list(new AbortController().signal))).length
}

const base64Md5 = (text: string): string => createHash('md5').update(text).digest('base64')

test('an object is returned with its stored headers, ETag and CRC', async () => {
  const put = await harness.request('PUT', '/in/talk.mp3', {
    body: '123456789',
    headers: {
      'content-type': 'audio/mpeg',
      'content-md5': base64Md5('123456789'),
      'cache-control': 'no-cache',
      'x-cos-meta-speaker-name': 'Ada',
      'x-cos-storage-class': 'STANDARD_IA',
    },
  })
  const sums = { etag: '"25f9e794323b453885f5181f1b624d0b"', 'x-cos-hash-crc64ecma': '11051210869376104954' }
  expect(put).toEqual({ status: 200, headers: sums, text: '' })

  const shown = {
    ...sums,
    'content-type': 'audio/mpeg',
    'cache-control': 'no-cache',
    'x-cos-meta-speaker-name': 'Ada',
    'x-cos-storage-class': 'STANDARD_IA',
    'last-modified': 'Mon, 06 May 2024 02:00:00 GMT',
    'accept-ranges': 'bytes',
    'content-length': '9',
  }
  const got = { ...shown, 'x-content-type-options': 'nosniff' }
  expect(await harness.request('GET', '/in/talk.mp3')).toEqual({
    status: 200,
    headers: got,
    text: '123456789',
  })
  expect(await harness.request('HEAD', '/in/talk.mp3')).toEqual({ status: 200, headers: shown, text: '' })
})

test('ranges are served with the CRC of the whole object', async () => {
  await harness.request('PUT', '/a', { body: '123456789' })
  const part = await harness.request('GET', '/a', { headers: { range: 'bytes=-4' } })
  expect(part).toMatchObject({
    status: 206,
    text: '6789',
    headers: {
      'content-length': '4',
      'content-range': 'bytes 5-8/9',
      'x-cos-hash-crc64ecma': '11051210869376104954',
    },
  })
  expect(await harness.rejection('GET', '/a', { headers: { range: 'bytes=9-' } })).toBe('InvalidRange')
  const changed = await harness.request('GET', '/a', {
    headers: { range: 'bytes=0-1', 'if-range': '"other"' },
  })
  expect(changed).toMatchObject({ status: 200, text: '123456789' })
})

test('conditions return 304 without a body, or fail', async () => {
  const { headers } = await harness.request('PUT', '/a', { body: 'x' })
  const unchanged = await harness.request('GET', '/a', { headers: { 'if-none-match': headers['etag'] } })
  expect(unchanged).toMatchObject({ status: 304, text: '', headers: { etag: headers['etag'] } })
  expect(await harness.rejection('HEAD', '/a', { headers: { 'if-match': '"other"' } })).toBe(
    'PreconditionFailed',
  )
})

test('a request may replace headers of its response, but not with invalid ones', async () => {
  await harness.request('PUT', '/a', { body: 'x' })
  const named = encodeURIComponent('attachment; filename="目录.txt"')
  const answer = await harness.request(
    'GET',
    `/a?response-content-disposition=${named}&response-content-type=text%2Fplain`,
  )
  expect(answer.headers['content-type']).toBe('text/plain')
  const disposition = Buffer.from(answer.headers['content-disposition'] ?? '', 'latin1').toString()
  expect(disposition).toBe('attachment; filename="目录.txt"')
  expect(await harness.rejection('GET', '/a?response-expires=x%0d%0aset-cookie:%20a')).toBe('InvalidArgument')
})

test('an object without a type gets the one of its extension', async () => {
  const typeOf = async (key: string): Promise<unknown> => {
    await harness.request('PUT', `/${key}`, { body: 'x' })
    return (await harness.request('HEAD', `/${key}`)).headers['content-type']
  }
  expect(await typeOf('dir/a.zip')).toBe('application/zip')
  expect(await typeOf('a.MP3')).toBe('audio/mpeg')
  for (const key of ['zip', 'dir/zip', 'a.unheard-of']) {
    expect(await typeOf(key)).toBe('application/octet-stream')
  }
  await harness.request('PUT', '/a.html', { body: 'x' })
  expect((await harness.request('GET', '/a.html')).headers).toMatchObject({
    'content-type': 'text/html',
    'content-security-policy': 'sandbox allow-scripts',
  })
})

test('an uploaded page can’t access the origin that serves it', async () => {
  await harness.request('PUT', '/page', { body: '<script>', headers: { 'content-type': 'text/html' } })
  const policy = { 'content-security-policy': 'sandbox allow-scripts' }
  expect((await harness.request('GET', '/page')).headers).toMatchObject(policy)
  await harness.request('PUT', '/text', { body: '<script>', headers: { 'content-type': 'text/plain' } })
  expect(
    (await harness.request('GET', '/text?response-content-type=image%2Fsvg%2Bxml')).headers,
  ).toMatchObject(policy)
  expect((await harness.request('GET', '/text')).headers).not.toMatchObject(policy)
})

test('a body that does not match its headers is rejected and not stored', async () => {
  const md5 = { 'content-md5': base64Md5('other') }
  expect(await harness.rejection('PUT', '/a', { body: 'x', headers: md5 })).toBe('BadDigest')
  expect(await harness.rejection('PUT', '/a', { body: 'x', headers: { 'content-md5': 'x' } })).toBe(
    'InvalidDigest',
  )
  expect(await harness.rejection('PUT', '/a', { body: 'x', headers: { 'content-length': '2' } })).toBe(
    'IncompleteBody',
  )
  expect(await harness.rejection('PUT', '/a', { body: Readable.from([]) })).toBe('MissingContentLength')
  expect(await harness.rejection('PUT', '/a', { body: 'x'.repeat(1_001) })).toBe('EntityTooLarge')
  expect(
    await harness.rejection('PUT', '/a', { body: endless(), headers: { 'transfer-encoding': 'chunked' } }),
  ).toBe('EntityTooLarge')
  expect(await harness.rejection('PUT', '/a', { body: cutOff(), headers: { 'content-length': '9' } })).toBe(
    'IncompleteBody',
  )
  expect(await harness.rejection('GET', '/a')).toBe('NoSuchKey')
  expect(await blobCount()).toBe(0)
})

test.each(['Standard_IA', 'Maz_Deep_Archive'])('the storage class %s is known in any case', async (given) => {
  await harness.request('PUT', '/a', { body: 'x', headers: { 'x-cos-storage-class': given } })
  const { headers } = await harness.request('HEAD', '/a')
  expect(headers['x-cos-storage-class']).toBe(given.toUpperCase())
})

test('invalid keys and headers are rejected', async () => {
  expect(await harness.rejection('PUT', `/${'目'.repeat(284)}`, { body: 'x' })).toBe('KeyTooLong')
  expect(await harness.rejection('PUT', '/a%00b', { body: 'x' })).toBe('InvalidObjectName')
  for (const headers of [
    { 'x-cos-meta-a_b': 'x' },
    { 'x-cos-meta-a': 'x'.repeat(2_048) },
    { 'x-cos-storage-class': 'FAST' },
  ]) {
    expect(await harness.rejection('PUT', '/a', { body: 'x', headers })).toBe('InvalidArgument')
  }
  for (const headers of [
    { 'x-cos-server-side-encryption': 'AES256' },
    { 'x-cos-acl': 'public-read' },
    { 'x-cos-grant-read': 'id="100000000001"' },
    { 'x-cos-tagging': 'a=b' },
    { 'pic-operations': '{"is_pic_info":1}' },
  ]) {
    expect(await harness.rejection('PUT', '/a', { body: 'x', headers })).toBe('NotImplemented')
  }
  const own = { 'x-cos-acl': 'private' }
  expect(await harness.request('PUT', '/a', { body: 'x', headers: own })).toMatchObject({ status: 200 })
})

test('a transfer is limited to the rate that its client requests', async () => {
  await using harness = await openObjectHarness()
  const body = 'x'.repeat(40 * 1024)
  const limit = (bits: number) => ({ 'x-cos-traffic-limit': String(bits) })
  const timed = async (method: string, target: string, headers: Record<string, string>): Promise<number> => {
    const began = performance.now()
    await harness.request(method, target, { headers, ...(method === 'PUT' && { body }) })
    return performance.now() - began
  }
  expect(await timed('PUT', '/a', limit(819_200))).toBeGreaterThan(350)
  expect(await timed('GET', '/a', limit(819_200))).toBeGreaterThan(350)
  expect(await timed('GET', '/a?x-cos-traffic-limit=819200', {})).toBeGreaterThan(350)
  expect((await harness.request('GET', '/a')).text).toBe(body)
  for (const bits of [819_199, 838_860_801, Number.NaN]) {
    expect(await harness.rejection('PUT', '/a', { body: 'x', headers: limit(bits) })).toBe('InvalidArgument')
    expect(await harness.rejection('GET', '/a', { headers: limit(bits) })).toBe('InvalidArgument')
  }
})

test('a PUT with forbid-overwrite replaces nothing', async () => {
  const careful = { 'x-cos-forbid-overwrite': 'true' }
  expect(await harness.request('PUT', '/a', { body: 'first', headers: careful })).toMatchObject({
    status: 200,
  })
  expect(await harness.rejection('PUT', '/a', { body: 'second', headers: careful })).toBe('FileAlreadyExists')
  const copy = { ...careful, 'x-cos-copy-source': `${BUCKET}.cos.ap-guangzhou.example.test/b` }
  await harness.request('PUT', '/b', { body: 'second' })
  expect(await harness.rejection('PUT', '/a', { headers: copy })).toBe('FileAlreadyExists')
  const absent = { 'if-none-match': '*' }
  expect(await harness.rejection('PUT', '/a', { body: 'second', headers: absent })).toBe('PreconditionFailed')
  expect((await harness.request('GET', '/a')).text).toBe('first')
})

test('deleting succeeds whether or not there was an object', async () => {
  await harness.request('PUT', '/a', { body: 'x' })
  expect(await harness.request('DELETE', '/a')).toMatchObject({ status: 204 })
  expect(await harness.request('DELETE', '/a')).toMatchObject({ status: 204 })
  expect(await harness.rejection('GET', '/a')).toBe('NoSuchKey')
})

test('many objects are deleted at once, and quietly on request', async () => {
  for (const key of ['a', 'b', 'c']) await harness.request('PUT', `/${key}`, { body: 'x' })
  const loud =
    '<Delete><Quiet>false</Quiet><Object><Key>a</Key></Object><Object><Key>absent</Key></Object></Delete>'
  const { text } = await harness.request('POST', '/?delete', { body: loud })
  expect(text).toContain('<Deleted><Key>a</Key></Deleted><Deleted><Key>absent</Key></Deleted>')
  const quiet = '<Delete><Quiet>true</Quiet><Object><Key>b</Key></Object></Delete>'
  expect((await harness.request('POST', '/?delete', { body: quiet })).text).toContain('<DeleteResult/>')
  expect((await harness.request('GET', '/')).text.match(/<Key>.*?<\/Key>/g)).toEqual(['<Key>c</Key>'])
})

test('an invalid XML body has the errors of object storage', async () => {
  const rejection = (body: string, headers = {}): Promise<string> =>
    harness.rejection('POST', '/?delete', { body, headers })
  expect(await rejection('')).toBe('MissingRequestBodyError')
  expect(await rejection('<Delete>')).toBe('MalformedXML')
  expect(await rejection(`<Delete>${' '.repeat(1024 * 1024)}</Delete>`)).toBe('XMLSizeLimit')
  expect(await rejection('<Delete/>', { 'content-md5': base64Md5('other') })).toBe('BadDigest')
  expect(await rejection('<Delete/>', { 'content-md5': 'x' })).toBe('InvalidDigest')
})

test('an object is not deleted by an unknown version', async () => {
  await harness.request('PUT', '/a', { body: 'x' })
  const body =
    '<Delete><Object><Key>a</Key><VersionId>MTg0</VersionId></Object><Object><Key>b</Key></Object></Delete>'
  const { text } = await harness.request('POST', '/?delete', { body })
  expect(text).toContain('<Deleted><Key>b</Key></Deleted><Error><Key>a</Key><Code>NoSuchVersion</Code>')
  expect((await harness.request('GET', '/a')).text).toBe('x')
})

test('a copy has the headers of its source, or new ones', async () => {
  await harness.request('PUT', '/目录/a', {
    body: 'x',
    headers: { 'content-type': 'audio/mpeg', 'x-cos-meta-a': '1' },
  })
  const source = {
    'x-cos-copy-source': `${BUCKET}.cos.ap-guangzhou.example.test/${encodeURIComponent('目录/a')}`,
  }
  const copied = await harness.request('PUT', '/b', {
    headers: { ...source, 'x-cos-metadata-directive': 'copy' },
  })
  expect(copied.text).toContain('<ETag>"9dd4e461268c8034f5c8564e155c67a6"</ETag>')
  expect((await harness.request('GET', '/b')).headers).toMatchObject({
    'content-type': 'audio/mpeg',
    'x-cos-meta-a': '1',
  })

  const replaced = { ...source, 'x-cos-metadata-directive': 'Replaced', 'content-type': 'text/plain' }
  expect(
    await harness.rejection('PUT', '/b', { headers: { ...replaced, 'x-cos-metadata-directive': 'x' } }),
  ).toBe('InvalidArgument')
  await harness.request('PUT', '/b', { headers: replaced })
  const { headers, text } = await harness.request('GET', '/b')
  expect(headers).toMatchObject({ 'content-type': 'text/plain' })
  expect(headers).not.toHaveProperty('x-cos-meta-a')
  expect(text).toBe('x')
})

test('a copy is rejected if its source is missing, has changed, or is the target itself', async () => {
  await harness.request('PUT', '/a', { body: 'x' })
  const source = (key: string, more = {}): { headers: Record<string, string> } => ({
    headers: { 'x-cos-copy-source': `${BUCKET}.cos.ap-guangzhou.example.test/${key}`, ...more },
  })
  expect(await harness.rejection('PUT', '/b', source('absent'))).toBe('NoSuchKey')
  const changed = source('a', { 'x-cos-copy-source-if-match': '"other"' })
  expect(await harness.rejection('PUT', '/b', changed)).toBe('PreconditionFailed')
  expect(await harness.rejection('PUT', '/a', source('a'))).toBe('InvalidRequest')
  const elsewhere = { headers: { 'x-cos-copy-source': 'other-1.cos.r.example.test/a' } }
  expect(await harness.rejection('PUT', '/b', elsewhere)).toBe('NoSuchBucket')
  expect(await harness.rejection('PUT', '/b', { headers: { 'x-cos-copy-source': 'a' } })).toBe(
    'InvalidCopySource',
  )
})

test('documented features that are not supported are rejected by name', async () => {
  await harness.request('PUT', '/a', { body: 'x' })
  for (const target of ['/a?ci-process=zippreview', '/a?imageMogr2/thumbnail/50x', '/a?acl', '/?versions']) {
    expect(await harness.rejection('GET', target)).toBe('NotImplemented')
  }
  expect(await harness.rejection('POST', '/a?append&position=0', { body: 'x' })).toBe('NotImplemented')
  expect(await harness.rejection('GET', '/?cors')).toBe('NoSuchCORSConfiguration')
  for (const name of ['cors', 'logging', 'versioning']) {
    expect(await harness.rejection('GET', `/?${name}`, { bucket: 'nowhere-1250000000' })).toBe('NoSuchBucket')
  }
  expect(await harness.rejection('GET', '/?policy')).toBe('NoSuchBucketPolicy')
  expect(await harness.rejection('GET', '/a?versionId=MTg')).toBe('NoSuchVersion')
})

function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(100))
    },
  })
}

function cutOff(): Readable {
  const body = new Readable({ read: () => undefined })
  // As a request does, it ends silently if there is no listener.
  body.on('error', () => undefined)
  body.push('1234')
  setImmediate(() => body.destroy(new Error('aborted')))
  return body
}
