import { randomBytes } from 'node:crypto'
import COS from 'cos-nodejs-sdk-v5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUCKET, KeyHarness, OTHER, REGION, type Pair } from '../../key-harness.ts'
import { rawRequest, type Answer } from '../../signed-client.ts'

const Bucket = BUCKET
const Region = REGION
const BIG = 3 * 1024 * 1024

let harness: KeyHarness
let cos: COS

beforeAll(async () => {
  harness = await KeyHarness.open()
  cos = harness.client(harness.service)
}, 60_000)

afterAll(() => harness[Symbol.asyncDispose]())

function open(url: URL, method = 'GET', body?: string): Promise<Answer> {
  const path = url.pathname + url.search
  return rawRequest(harness.service.port, { method, path, headers: { host: url.host }, body })
}

describe('what the official SDK signs covers all that it must', () => {
  test(
    'a copy from another bucket, whole, with other headers, and in parts',
    { timeout: 30_000 },
    async () => {
      const bytes = randomBytes(BIG)
      await cos.putObject({ Bucket: OTHER, Region, Key: 'in/big.bin', Body: bytes })
      const CopySource = `${OTHER}.cos.${Region}.myqcloud.com/in/big.bin`
      await cos.putObjectCopy({
        Bucket,
        Region,
        Key: 'whole.bin',
        CopySource,
        MetadataDirective: 'Replaced',
        Headers: { 'x-cos-meta-who': 'sdk' },
      })
      const parts = { CopySliceSize: 1024 * 1024, CopyChunkSize: 1024 * 1024 }
      await cos.sliceCopyFile({ Bucket, Region, Key: 'parts.bin', CopySource, ...parts })
      for (const Key of ['whole.bin', 'parts.bin']) {
        expect(bytes.equals((await cos.getObject({ Bucket, Region, Key })).Body)).toBe(true)
      }
      const { headers } = await cos.headObject({ Bucket, Region, Key: 'parts.bin' })
      expect(headers?.['etag']).toMatch(/^"[0-9a-f]{32}-3"$/)
    },
  )

  const presigned = async (params: Omit<COS.GetObjectUrlParams, 'Bucket' | 'Region'>): Promise<URL> =>
    new URL(
      await new Promise<string>((resolve, reject) => {
        const asked = { Bucket, Region, Sign: true, Protocol: 'http:', ...params }
        cos.getObjectUrl(asked, (error, data) =>
          error ? reject(new Error(error.message)) : resolve(data.Url),
        )
      }),
    )

  test('a presigned download that says how it is shown', async () => {
    const Query = { 'response-content-type': 'text/plain', 'response-cache-control': 'no-store' }
    const shown = await open(await presigned({ Key: 'in/talk.wav', Query }))
    expect(shown).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
    })
  })

  test('a presigned download that is saved, as the vendor’s examples append it', async () => {
    const url = await presigned({ Key: 'in/talk.wav' })
    url.search += '&response-content-disposition=attachment'
    expect(await open(url)).toMatchObject({ status: 200, headers: { 'content-disposition': 'attachment' } })
    url.search += '&response-content-type=text%2Fhtml'
    expect(await open(url)).toMatchObject({ status: 403, code: 'AccessDenied' })
  })

  test('a presigned part of an upload, and no other part', async () => {
    const { UploadId } = await cos.multipartInit({ Bucket, Region, Key: 'up.bin' })
    const Query = { uploadId: UploadId, partNumber: '1' }
    const url = await presigned({ Key: 'up.bin', Method: 'PUT', Query })
    expect((await open(url, 'PUT', 'x')).status).toBe(200)
    const bare = await presigned({ Key: 'up.bin', Method: 'PUT' })
    bare.search += `&uploadId=${UploadId}&partNumber=2`
    expect(await open(bare, 'PUT', 'x')).toMatchObject({ status: 403, code: 'AccessDenied' })
    const { Part } = await cos.multipartListPart({ Bucket, Region, Key: 'up.bin', UploadId })
    expect(Part.map(({ PartNumber }) => PartNumber)).toEqual(['1'])
  })
})

describe('in path style, where the SDK signs the key alone', () => {
  const client = ({ secretId, secretKey, token }: Pair, Domain = '127.0.0.1:{port}/{Bucket}'): COS =>
    new COS({
      SecretId: secretId,
      SecretKey: secretKey,
      ...(token !== undefined && { SecurityToken: token }),
      Protocol: 'http:',
      Domain: Domain.replace('{port}', String(harness.service.port)),
    })
  const addressOf = (cos: COS): URL =>
    new URL(cos.getObjectUrl({ Bucket, Region, Key: 'in/talk.wav', Sign: true }))

  test('its own calls pass', async () => {
    const cos = client(harness.service)
    await cos.putObject({ Bucket, Region, Key: 'styles/a b.txt', Body: 'x' })
    const listed = await cos.getBucket({ Bucket, Region, Prefix: 'styles/' })
    expect(listed.Contents.map(({ Key }) => Key)).toEqual(['styles/a b.txt'])
    expect(String((await cos.getObject({ Bucket, Region, Key: 'styles/a b.txt' })).Body)).toBe('x')
  })

  test('an address passes that is signed by a key for one bucket', async () => {
    const policy = {
      version: '2.0',
      statement: ['cos', 'ci'].map((service) => ({
        effect: 'allow',
        action: `${service}:*`,
        resource: `qcs::${service}:${Region}:uid/1:${service === 'ci' ? 'bucket/' : ''}${Bucket}/*`,
      })),
    }
    for (const pair of [
      await harness.createKey('one bucket', [Bucket]),
      await harness.temporaryKey({ allow: { bucket: Bucket, prefix: 'in/' } }),
      await harness.temporaryKey({ policy }),
    ]) {
      expect((await open(addressOf(client(pair)))).status).toBe(200)
    }
  })

  test('an address opens the same key in no other bucket', async () => {
    const statement = { effect: 'allow', action: 'cos:GetObject', resource: `qcs::cos::uid/1:*` }
    for (const pair of [
      harness.service,
      await harness.createKey('two buckets', [Bucket, OTHER]),
      await harness.temporaryKey({}),
      await harness.temporaryKey({ policy: { version: '2.0', statement } }),
    ]) {
      const url = addressOf(client(pair))
      expect(await open(url)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
      url.pathname = url.pathname.replace(Bucket, OTHER)
      const moved = await open(url)
      expect(moved.code).toBe('SignatureDoesNotMatch')
      expect(moved.body).toContain('name the bucket in the host')
    }
  })

  test('with the bucket in the host any key may sign an address', async () => {
    expect((await open(addressOf(client(harness.service, '{Bucket}.localhost:{port}')))).status).toBe(200)
  })
})
