import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUCKET, KeyHarness, OTHER, type Pair } from '../key-harness.ts'
import { rawRequest } from '../signed-client.ts'

let harness: KeyHarness
let limited: Pair

beforeAll(async () => {
  harness = await KeyHarness.open()
  limited = await harness.createKey('limited', [BUCKET])
}, 60_000)

afterAll(() => harness[Symbol.asyncDispose]())

async function check(id: string, question: Readonly<Record<string, string>>): Promise<unknown> {
  const query = new URLSearchParams(question).toString()
  return (await harness.ask(`/keys/${encodeURIComponent(id)}/check?${query}`)).body
}

const reads = { action: 'cos:GetObject', bucket: BUCKET, key: 'in/talk.wav' }

test('a key may do everything in its buckets, and nothing in others', async () => {
  expect(await check(limited.secretId, reads)).toMatchObject({
    ...{ allowed: true, reason: 'unlimited', statement: null, buckets: [BUCKET] },
    ...{ message: 'It may: the key has every action there.' },
  })
  expect(await check(limited.secretId, { ...reads, bucket: OTHER })).toMatchObject({
    ...{ allowed: false, reason: 'other-bucket', bucket: OTHER },
  })
  expect(await check(harness.service.secretId, { action: 'cos:GetService' })).toMatchObject({
    ...{ allowed: true, reason: 'unlimited', bucket: null, buckets: null },
  })
})

test('of a temporary key the statement is named that decides', async () => {
  const statement = [
    { effect: 'allow', action: 'cos:*', resource: `qcs::cos:*:uid/1:${BUCKET}/*` },
    { effect: 'deny', action: 'cos:GetObject', resource: `qcs::cos:*:uid/1:${BUCKET}/in/*` },
  ]
  const { secretId, token = '' } = await harness.temporaryKey({ policy: { version: '2.0', statement } })
  expect(await check(secretId, { ...reads, token })).toMatchObject({
    ...{ allowed: false, reason: 'denied' },
    statement: { effect: 'deny', action: ['cos:GetObject'], resource: [`qcs::cos:*:uid/*:${BUCKET}/in/*`] },
  })
  expect(await check(secretId, { ...reads, key: 'out/a', token })).toMatchObject({
    ...{ allowed: true, reason: 'allowed', statement: { effect: 'allow' } },
  })
  expect(await check(secretId, { ...reads, action: 'ci:CreateMediaJobs', token })).toMatchObject({
    ...{ allowed: false, reason: 'not-mentioned', statement: null },
  })
  expect(await check(secretId, reads)).toMatchObject({ reason: 'token-missing' })
  expect(await check(secretId, { ...reads, token: `${token}0` })).toMatchObject({ reason: 'token-wrong' })
})

test('the place of jobs in a bucket is that of a request', async () => {
  const statement = [{ effect: 'allow', action: 'ci:*', resource: `qcs::ci:*:uid/1:bucket/${BUCKET}/job/*` }]
  const { secretId, token = '' } = await harness.temporaryKey({ policy: { version: '2.0', statement } })
  for (const action of ['ci:CreateMediaJobs', 'ci:DescribeMediaJob', 'ci:CreateInventoryTriggerJob'])
    expect(await check(secretId, { action, bucket: BUCKET, token }), action).toMatchObject({ allowed: true })
  expect(await check(secretId, { action: 'ci:DescribeMediaQueues', bucket: BUCKET, token })).toMatchObject({
    reason: 'not-mentioned',
  })
})

test('a key that is disabled, deleted, expired or not known may do nothing', async () => {
  const parent = await harness.createKey('parent', null)
  const { secretId, token = '' } = await harness.temporaryKey({ key: parent.secretId })
  await harness.ask(`/keys/${parent.secretId}`, { method: 'PATCH', body: { state: 'disabled' } })
  expect(await check(parent.secretId, reads)).toMatchObject({ allowed: false, reason: 'disabled' })
  expect(await check(secretId, { ...reads, token })).toMatchObject({ allowed: false, reason: 'disabled' })
  await harness.ask(`/keys/${parent.secretId}`, { method: 'DELETE' })
  expect(await check(parent.secretId, reads)).toMatchObject({ allowed: false, reason: 'unknown-key' })
  expect(await check(secretId, { ...reads, token })).toMatchObject({ allowed: false, reason: 'token-wrong' })
  const short = await harness.temporaryKey({ durationSeconds: 1 })
  await expect
    .poll(() => check(short.secretId, { ...reads, token: short.token ?? '' }), { timeout: 5_000 })
    .toMatchObject({ allowed: false, reason: 'token-expired' })
})

test('an action that is none is refused, with the one that is meant', async () => {
  const { status, body } = await harness.ask(`/keys/${limited.secretId}/check?action=cos:putObject`)
  expect(status).toBe(400)
  expect(JSON.stringify(body)).toContain('did you mean cos:PutObject?')
})

test('what is answered is what a request gets', async () => {
  const pair = await harness.temporaryKey({
    allow: { bucket: BUCKET, prefix: 'in/', actions: ['cos:GetObject'] },
  })
  const cos = harness.client(pair)
  for (const [Bucket, Key] of [
    [BUCKET, 'in/talk.wav'],
    [BUCKET, 'out/talk.wav'],
    [OTHER, 'in/talk.wav'],
  ] as const) {
    const url = new URL(
      cos.getObjectUrl({ Bucket, Region: 'ap-chongqing', Key, Sign: true, Protocol: 'http:' }),
    )
    const { status } = await rawRequest(harness.service.port, {
      ...{ method: 'GET', path: url.pathname + url.search, headers: { host: url.host } },
    })
    const answer = await check(pair.secretId, {
      ...{ action: 'cos:GetObject', bucket: Bucket, key: Key, token: pair.token ?? '' },
    })
    expect(answer, `${Bucket}/${Key} ${status}`).toMatchObject({ allowed: status !== 403 })
  }
})
