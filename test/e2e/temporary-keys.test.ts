import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  BUCKET,
  denied,
  KeyHarness,
  OTHER,
  REGION,
  submit,
  type Pair,
  type SubmitOptions,
} from '../key-harness.ts'
import { rawRequest, signedRequest, type Answer } from '../signed-client.ts'

const Bucket = BUCKET
const Region = REGION

let harness: KeyHarness

beforeAll(async () => {
  harness = await KeyHarness.open()
}, 60_000)

afterAll(() => harness[Symbol.asyncDispose]())

describe('a temporary key', () => {
  const uploads = [
    'name/cos:PutObject',
    'name/cos:PostObject',
    'name/cos:InitiateMultipartUpload',
    'name/cos:ListMultipartUploads',
    'name/cos:ListParts',
    'name/cos:UploadPart',
    'name/cos:CompleteMultipartUpload',
  ]

  test(
    'uploads below its prefix, whole and in parts, and does nothing else',
    { timeout: 30_000 },
    async () => {
      const cos = harness.client(
        await harness.temporaryKey({ allow: { bucket: Bucket, prefix: 'up/', actions: uploads } }),
      )
      await cos.putObject({ Bucket, Region, Key: 'up/small', Body: 'x' })
      const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-keys-'))
      const FilePath = path.join(folder, 'large')
      await writeFile(FilePath, randomBytes(3 * 1024 * 1024))
      const uploaded = await cos.sliceUploadFile({
        Bucket,
        Region,
        Key: 'up/large',
        FilePath,
        SliceSize: 1024 * 1024,
      })
      expect(uploaded.ETag).toMatch(/^"[0-9a-f]{32}-3"$/)
      await rm(folder, { recursive: true })
      await expect(cos.putObject({ Bucket, Region, Key: 'upside', Body: 'x' })).rejects.toMatchObject(denied)
      await expect(cos.putObject({ Bucket: OTHER, Region, Key: 'up/a', Body: 'x' })).rejects.toMatchObject(
        denied,
      )
      await expect(cos.getObject({ Bucket, Region, Key: 'up/small' })).rejects.toMatchObject(denied)
      await expect(cos.deleteObject({ Bucket, Region, Key: 'up/small' })).rejects.toMatchObject(denied)
      await expect(cos.getBucket({ Bucket, Region })).rejects.toMatchObject(denied)
      await expect(cos.getService({ Region })).rejects.toMatchObject(denied)
      await expect(submit(cos, { output: 'up/a.wav' })).rejects.toMatchObject(denied)
    },
  )

  test('deletes of many what it may, and lists what it may', async () => {
    const statement = [
      {
        effect: 'allow',
        action: ['cos:PutObject', 'cos:Delete*', 'cos:GetBucket'],
        resource: `qcs::cos:${Region}:uid/1250000000:${Bucket}/tmp/*`,
      },
      { effect: 'deny', action: '*', resource: `qcs::cos:*:uid/1250000000:${Bucket}/tmp/kept*` },
    ]
    const cos = harness.client(await harness.temporaryKey({ policy: { version: '2.0', statement } }))
    await cos.putObject({ Bucket, Region, Key: 'tmp/a', Body: 'x' })
    await expect(cos.putObject({ Bucket, Region, Key: 'tmp/kept', Body: 'x' })).rejects.toMatchObject(denied)
    const listed = await cos.getBucket({ Bucket, Region, Prefix: 'tmp/' })
    expect(listed.Contents.map(({ Key }) => Key)).toEqual(['tmp/a'])
    const Objects = ['tmp/a', 'tmp/kept', 'in/talk.wav'].map((Key) => ({ Key }))
    const result = await cos.deleteMultipleObject({ Bucket, Region, Objects })
    expect(result.Deleted.map(({ Key }) => Key)).toEqual(['tmp/a'])
    expect(result.Error).toMatchObject([
      { Key: 'tmp/kept', Code: 'AccessDenied' },
      { Key: 'in/talk.wav', Code: 'AccessDenied' },
    ])
  })

  test('submits a job when it may also read its input and write its output', async () => {
    const jobs = { effect: 'allow', action: 'ci:*', resource: `qcs::ci:${Region}:uid/1:bucket/${Bucket}/*` }
    const object = (action: string, key: string) => ({
      effect: 'allow',
      action,
      resource: `qcs::cos:${Region}:uid/1:${Bucket}/${key}`,
    })
    const [reads, writes] = [object('cos:GetObject', 'in/*'), object('cos:PutObject', 'out/*')]
    const attempt = async (statement: object[], options?: SubmitOptions): Promise<string> => {
      const policy = { version: '2.0', statement }
      return submit(harness.client(await harness.temporaryKey({ policy })), options)
    }
    const all = [jobs, reads, writes]
    expect(await attempt(all)).toBe('Submitted')
    for (const left of all) {
      await expect(attempt(all.filter((one) => one !== left))).rejects.toMatchObject(denied)
    }
    await expect(attempt(all, { output: 'in/over.wav' })).rejects.toMatchObject(denied)
    await expect(attempt(all, { outputBucket: OTHER })).rejects.toMatchObject(denied)
    await expect(attempt(all, { input: 'secret.wav' })).rejects.toMatchObject(denied)
  })

  test('of a restricted key reaches no further than that', async () => {
    const parent = await harness.createKey('parent', [Bucket])
    const cos = harness.client(await harness.temporaryKey({ key: parent.secretId, allow: { bucket: OTHER } }))
    await expect(cos.getObject({ Bucket: OTHER, Region, Key: 'in/talk.wav' })).rejects.toMatchObject(denied)
  })

  test('opens a presigned address, in its query', async () => {
    const pair = await harness.temporaryKey({
      allow: { bucket: Bucket, prefix: 'in/', actions: ['cos:GetObject'] },
    })
    const presigned = async (key: string): Promise<number> => {
      const url = new URL(
        harness.client(pair).getObjectUrl({ Bucket, Region, Key: key, Sign: true, Protocol: 'http:' }),
      )
      const asked = { method: 'GET', path: url.pathname + url.search, headers: { host: url.host } }
      return (await rawRequest(harness.service.port, asked)).status
    }
    expect(await presigned('in/talk.wav')).toBe(200)
    expect(await presigned('a')).toBe(403)
  })

  test('without its token, with another or after its time gets what each host has for it', async () => {
    const pair = await harness.temporaryKey({})
    const other = await harness.temporaryKey({})
    const old = await harness.temporaryKey({ durationSeconds: 1 })
    const send = async (key: Pair, token: string | undefined): Promise<string[]> => {
      const headers = token === undefined ? {} : { 'x-cos-security-token': token }
      const asked = { method: 'GET', headers, secretId: key.secretId, secretKey: key.secretKey }
      const at = (host: string, path: string): Promise<Answer> =>
        signedRequest(
          { ...harness.service, ...asked },
          { ...asked, host: `${Bucket}.${host}.${Region}.myqcloud.com`, path },
        )
      return Promise.all(
        [at('cos', '/in/talk.wav'), at('ci', '/jobs')].map(async (sent) => {
          const { status, code } = await sent
          return `${status} ${code ?? ''}`
        }),
      )
    }
    expect(await send(pair, pair.token)).toEqual(['200 ', '200 Success'])
    const unknown = ['403 InvalidAccessKeyId', '401 SecretidNotExist']
    expect(await send(pair, undefined)).toEqual(unknown)
    expect(await send(pair, other.token)).toEqual(unknown)
    expect(await send(pair, `${pair.token ?? ''}0`)).toEqual(unknown)
    expect(await send({ ...pair, secretId: other.secretId }, other.token)).toEqual([
      '403 SignatureDoesNotMatch',
      '403 AccessDenied',
    ])
    await expect
      .poll(() => send(old, old.token), { timeout: 5_000 })
      .toEqual(['400 ExpiredToken', '401 SignatureExpired'])
  })

  test.each([
    [{ allow: { bucket: Bucket, prefix: '*' } }, 'a prefix has no *'],
    [{ allow: { bucket: Bucket }, policy: {} }, 'policy or allow'],
    [{ policy: { version: '2.0', statement: [] } }, 'statement'],
    [
      { policy: { version: '2.0', statement: { effect: 'deny', action: 'cos:PutObjekt', resource: '*' } } },
      'neither this service nor the vendor knows',
    ],
    [{ durationSeconds: 129_601 }, 'durationSeconds'],
  ])('%j is refused', async (body, words) => {
    const { status, body: answer } = await harness.ask('/keys/temporary', { body })
    expect([status, JSON.stringify(answer)]).toEqual([400, expect.stringContaining(words)])
  })
})
