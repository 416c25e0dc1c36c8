import type COS from 'cos-nodejs-sdk-v5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { onPostgres, testDatabaseUrl } from '../../packages/server/src/db/testing/test-database.ts'
import { startService } from '../../tooling/start-service.ts'
import { BUCKET, denied, KeyHarness, OTHER, REGION, submit, type Pair } from '../key-harness.ts'
import { signedRequest } from '../signed-client.ts'
import { testWhen } from '../../tooling/test-when.ts'

const Bucket = BUCKET
const Region = REGION

let harness: KeyHarness

beforeAll(async () => {
  harness = await KeyHarness.open()
}, 60_000)

afterAll(() => harness[Symbol.asyncDispose]())

describe('a key for some buckets', () => {
  let cos: COS
  beforeAll(async () => {
    cos = harness.client(await harness.createKey('restricted', [Bucket, 'new-1250000000']))
  })

  test('works in its own, and sees no other', async () => {
    await cos.putObject({ Bucket, Region, Key: 'a', Body: 'mine' })
    expect(String((await cos.getObject({ Bucket, Region, Key: 'a' })).Body)).toBe('mine')
    const { Buckets } = await cos.getService({ Region })
    expect(Buckets.map(({ Name }) => Name)).toEqual([Bucket])
    await expect(cos.getObject({ Bucket: OTHER, Region, Key: 'in/talk.wav' })).rejects.toMatchObject(denied)
    await expect(cos.putObject({ Bucket: OTHER, Region, Key: 'a', Body: '' })).rejects.toMatchObject(denied)
    await expect(cos.headBucket({ Bucket: OTHER, Region })).rejects.toMatchObject({ statusCode: 403 })
    await expect(cos.headBucket({ Bucket: 'none-1250000000', Region })).rejects.toMatchObject({
      statusCode: 403,
    })
  })

  test('copies nothing out of another, and submits no job that writes there', async () => {
    const CopySource = `${OTHER}.cos.${Region}.myqcloud.com/in/talk.wav`
    await expect(cos.putObjectCopy({ Bucket, Region, Key: 'c', CopySource })).rejects.toMatchObject(denied)
    await expect(submit(cos, { outputBucket: OTHER })).rejects.toMatchObject(denied)
    expect(await submit(cos)).toBe('Submitted')
  })

  test('makes a bucket of its list, and no other', async () => {
    await cos.putBucket({ Bucket: 'new-1250000000', Region })
    await expect(cos.putBucket({ Bucket: 'free-1250000000', Region })).rejects.toMatchObject(denied)
    await cos.deleteBucket({ Bucket: 'new-1250000000', Region })
  })
})

describe('a key for a prefix', () => {
  const actions = ['cos:GetObject', 'cos:PutObject']
  let key: Pair
  let cos: COS
  beforeAll(async () => {
    const made = await harness.ask('/keys', {
      body: { name: 'for one team', allow: { bucket: Bucket, prefix: 'team-a/', actions } },
    })
    key = z.object({ secretId: z.string(), secretKey: z.string() }).parse(made.body)
    expect(made.body).toMatchObject({ buckets: [Bucket], policy: { version: '2.0' } })
    cos = harness.client(key)
  })

  test('reads and writes below it, and does nothing else', async () => {
    await cos.putObject({ Bucket, Region, Key: 'team-a/a', Body: 'ours' })
    expect(String((await cos.getObject({ Bucket, Region, Key: 'team-a/a' })).Body)).toBe('ours')
    for (const refused of [
      () => cos.getObject({ Bucket, Region, Key: 'in/talk.wav' }),
      () => cos.putObject({ Bucket, Region, Key: 'team-b/a', Body: '' }),
      () => cos.deleteObject({ Bucket, Region, Key: 'team-a/a' }),
      () => cos.getObject({ Bucket: OTHER, Region, Key: 'team-a/a' }),
      () => submit(cos),
    ])
      await expect(refused()).rejects.toMatchObject(denied)
  })

  test('makes no temporary key that may more', async () => {
    const wide = harness.client(await harness.temporaryKey({ key: key.secretId }))
    await wide.getObject({ Bucket, Region, Key: 'team-a/a' })
    const allow = { bucket: Bucket, prefix: 'in/', actions: ['*'] }
    const other = harness.client(await harness.temporaryKey({ key: key.secretId, allow }))
    for (const Key of ['team-a/a', 'in/talk.wav'])
      await expect(other.getObject({ Bucket, Region, Key })).rejects.toMatchObject(denied)
    await expect(wide.getObject({ Bucket, Region, Key: 'in/talk.wav' })).rejects.toMatchObject(denied)
  })

  test.each([
    [{ allow: { bucket: Bucket, actions: ['cos:GetObjekt'] } }, 'did you mean cos:GetObject?'],
    [{ allow: { bucket: Bucket }, policy: {} }, 'policy or allow'],
    [{ allow: { bucket: Bucket }, buckets: [OTHER] }, 'none of buckets'],
    [{ policy: { version: '2.0', statement: [] } }, 'statement'],
  ])('is refused with %j', async (limits, why) => {
    const { status, body } = await harness.ask('/keys', { body: { name: 'x', ...limits } })
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(why)])
  })
})

test('a key is shown once, ends when it is disabled, works when it is enabled, and is gone when it is deleted', async () => {
  const key = await harness.createKey('short-lived', null)
  const listed = await harness.ask('/keys')
  const { keys } = z.object({ keys: z.array(z.looseObject({ secretId: z.string() })) }).parse(listed.body)
  expect(keys.find(({ secretId }) => secretId === key.secretId)).toMatchObject({
    name: 'short-lived',
    buckets: null,
    state: 'enabled',
  })
  expect(JSON.stringify(listed.body)).not.toContain(key.secretKey)
  const temporary = await harness.temporaryKey({ key: key.secretId })
  const get = (pair: Pair): Promise<unknown> =>
    harness.client(pair).getObject({ Bucket, Region, Key: 'in/talk.wav' })
  const unknown = { statusCode: 403, code: 'InvalidAccessKeyId' }
  await get(key)
  await get(temporary)
  const setState = (state: string) =>
    harness.ask(`/keys/${key.secretId}`, { method: 'PATCH', body: { state } })
  expect((await setState('disabled')).body).toMatchObject({ state: 'disabled' })
  await expect(get(key)).rejects.toMatchObject(unknown)
  await expect(get(temporary)).rejects.toMatchObject(unknown)
  expect(await harness.ask('/keys/temporary', { body: { key: key.secretId } })).toMatchObject({ status: 404 })
  await setState('enabled')
  await get(key)
  await get(temporary)
  expect((await harness.ask(`/keys/${key.secretId}`, { method: 'DELETE' })).body).toEqual({
    deleted: key.secretId,
  })
  await expect(get(key)).rejects.toMatchObject(unknown)
  await expect(get(temporary)).rejects.toMatchObject(unknown)
  expect(await setState('enabled')).toMatchObject({ status: 404 })
})

testWhen(onPostgres)('another process on the same database goes by every change', async () => {
  const databaseUrl = await testDatabaseUrl(harness.service.dataDir)
  await using other = await startService({ settings: { DATABASE_URL: databaseUrl ?? '' } })
  const key = await harness.createKey('shared', null)
  const statusAtOther = async (): Promise<number> => {
    const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
    return (await signedRequest({ ...other, ...key }, { method: 'HEAD', path: '/', host })).status
  }
  await expect.poll(statusAtOther).toBe(200)
  await harness.ask(`/keys/${key.secretId}`, { method: 'PATCH', body: { state: 'disabled' } })
  await expect.poll(statusAtOther).toBe(403)
})

test('a pair that clients have already is taken, unless it stands for another key', async () => {
  const pair = { secretId: 'AKIDbrought-along', secretKey: 'a-secret-brought-along' }
  expect(await harness.ask('/keys', { body: { name: 'brought', ...pair } })).toMatchObject({
    status: 200,
    body: pair,
  })
  await harness.client(pair).headBucket({ Bucket, Region })
  const refused = async (more: object): Promise<number> =>
    (await harness.ask('/keys', { body: { name: 'x', ...pair, ...more } })).status
  expect(await refused({})).toBe(409)
  expect(await refused({ secretId: harness.service.secretId })).toBe(409)
  expect(await refused({ secretId: 'AKIDTMP0123456789' })).toBe(400)
  expect(await refused({ secretKey: undefined })).toBe(400)
  expect(await refused({ secretId: 'AKID with spaces' })).toBe(400)
  expect(await refused({ secretId: 'AKIDfree-01', buckets: ['nodigits'] })).toBe(400)
  const main = await harness.ask(`/keys/${harness.service.secretId}`, {
    method: 'PATCH',
    body: { state: 'disabled' },
  })
  expect(main).toMatchObject({ status: 409 })
})

test('every route for keys was asked', () => {
  // What a key may do is asked for in key-check.test.ts.
  const unasked = harness.document.unasked().filter((name) => name.includes(' /keys'))
  expect(unasked).toEqual(['GET /keys/{id}/check'])
})
