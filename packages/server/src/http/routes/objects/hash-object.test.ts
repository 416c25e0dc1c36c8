import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseAccessPolicy } from '../../../protocol/auth/access-policy.ts'
import { openObjectHarness, type ObjectHarness } from '../testing/object-harness.ts'

let harness: ObjectHarness

beforeEach(async () => {
  harness = await openObjectHarness()
  await harness.request('PUT', '/in/a%20b.txt', { body: 'abc', headers: { 'x-cos-meta-speaker': 'Ada' } })
})
afterEach(() => harness[Symbol.asyncDispose]())

test('a hash is returned with the object’s metadata', async () => {
  const { status, text } = await harness.request('GET', '/in/a%20b.txt?ci-process=filehash&type=sha1')
  expect({ status, text }).toEqual({
    status: 200,
    text:
      "<?xml version='1.0' encoding='utf-8' ?>" +
      '<Response><FileHashCodeResult>' +
      '<SHA1>a9993e364706816aba3e25717850c26c9cd0d89d</SHA1><FileSize>3</FileSize>' +
      '<LastModified>2024-05-06T02:00:00+0000</LastModified><Etag>"900150983cd24fb0d6963f7d28e17f72"</Etag>' +
      '</FileHashCodeResult><Input><Bucket>media-1250000000</Bucket><Object>in/a b.txt</Object>' +
      '<Region>ap-guangzhou</Region></Input></Response>',
  })
  const { headers } = await harness.request('HEAD', '/in/a%20b.txt')
  expect(headers).not.toHaveProperty('x-cos-meta-sha1')
})

test('addtoheader adds the hash to the object’s headers', async () => {
  await harness.request('GET', '/in/a%20b.txt?ci-process=filehash&type=MD5&addtoheader=true')
  const { headers } = await harness.request('HEAD', '/in/a%20b.txt')
  expect(headers).toMatchObject({
    'x-cos-meta-md5': '900150983cd24fb0d6963f7d28e17f72',
    'x-cos-meta-speaker': 'Ada',
  })
})

test.each([
  ['/in/a%20b.txt?ci-process=filehash', 'InvalidArgument'],
  ['/in/a%20b.txt?ci-process=filehash&type=crc32', 'InvalidArgument'],
  ['/in/a%20b.txt?ci-process=filehash&type=md5&addtoheader=1', 'InvalidArgument'],
  ['/gone?ci-process=filehash&type=md5', 'NoSuchKey'],
  ['/in/a%20b.txt?ci-process=zippreview', 'NotImplemented'],
])('GET %s is refused with %s', async (target, code) => {
  expect(await harness.rejection('GET', target)).toBe(code)
})

test('a key that may only read an object can’t change its headers', async () => {
  const policy = parseAccessPolicy(
    JSON.stringify({
      version: '2.0',
      statement: [{ effect: 'allow', action: ['cos:GetObject'], resource: ['*'] }],
    }),
  )
  const rights = { buckets: undefined, policies: [policy] }
  const target = '/in/a%20b.txt?ci-process=filehash&type=md5'
  expect(await harness.rejection('GET', target, { rights })).toBe('none')
  expect(await harness.rejection('GET', `${target}&addtoheader=true`, { rights })).toBe('AccessDenied')
})
