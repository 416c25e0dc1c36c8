import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { globalAgent } from 'node:https'
import STS from 'qcloud-cos-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { BUCKET, CERT, denied, KeyHarness, REGION } from '../key-harness.ts'
import { rawRequest } from '../signed-client.ts'

const Bucket = BUCKET
const Region = REGION

let harness: KeyHarness

beforeAll(async () => {
  harness = await KeyHarness.open()
}, 60_000)

afterAll(() => harness[Symbol.asyncDispose]())

describe('temporary keys from the vendor’s own library', () => {
  const scope = { action: ['name/cos:PutObject'], bucket: Bucket, region: Region, prefix: 'form/*' }
  const wanted = (policy: object) => ({
    secretId: harness.service.secretId,
    secretKey: harness.service.secretKey,
    endpoint: `localhost:${harness.service.port}`,
    durationSeconds: 600,
    policy,
  })

  beforeAll(() => {
    globalAgent.options.ca = readFileSync(CERT)
  })

  test('work with the official SDK, within the policy that the library writes', async () => {
    const now = Math.floor(Date.now() / 1_000)
    const { credentials, expiredTime, startTime } = await STS.getCredential(wanted(STS.getPolicy([scope])))
    expect(expiredTime - startTime).toBe(600)
    expect(Math.abs(startTime - now)).toBeLessThan(60)
    const { tmpSecretId: secretId, tmpSecretKey: secretKey, sessionToken: token } = credentials
    const cos = harness.client({ secretId, secretKey, token })
    await cos.putObject({ Bucket, Region, Key: 'form/a', Body: 'x' })
    await expect(cos.putObject({ Bucket, Region, Key: 'a', Body: 'x' })).rejects.toMatchObject(denied)
    await expect(cos.getObject({ Bucket, Region, Key: 'form/a' })).rejects.toMatchObject(denied)
    await expect(
      STS.getCredential({ ...wanted(STS.getPolicy([scope])), secretId, secretKey }),
    ).rejects.toMatchObject({ Code: 'UnauthorizedOperation' })
  })

  test('are refused in its words', async () => {
    const policy = STS.getPolicy([scope])
    const get = STS.getCredential
    await expect(get({ ...wanted(policy), secretKey: 'wrong' })).rejects.toMatchObject({
      Code: 'AuthFailure.SignatureFailure',
    })
    await expect(get({ ...wanted(policy), secretId: 'AKIDnobody' })).rejects.toMatchObject({
      Code: 'AuthFailure.SecretIdNotFound',
    })
    await expect(get({ ...wanted(policy), durationSeconds: 130_000 })).rejects.toMatchObject({
      Code: 'InvalidParameter.OverTimeError',
    })
    const statement = {
      effect: 'allow',
      action: '*',
      resource: '*',
      condition: { ip_equal: { 'qcs:ip': '1.2.3.4' } },
    }
    const withCondition = get(wanted({ version: '2.0', statement }))
    await expect(withCondition).rejects.toMatchObject({ Code: 'InvalidParameter.StrategyInvalid' })
    await expect(withCondition).rejects.toHaveProperty('Message', expect.stringContaining('condition'))
    const slip = get(
      wanted({ version: '2.0', statement: { effect: 'deny', action: 'cos:x', resource: '*' } }),
    )
    await expect(slip).rejects.toMatchObject({ Code: 'InvalidParameter.StrategyInvalid' })
    await expect(STS.getRoleCredential({ ...wanted(policy), roleArn: 'x' })).rejects.toMatchObject({
      Code: 'UnsupportedOperation',
    })
  })
})

describe('temporary keys by the vendor’s newer signature', () => {
  const POLICY = '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}'
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

  /** As the general SDK for Node composes it: it signs the host without its port, and takes its first label for the service. */
  async function askTc3(
    host: string,
    body: string,
    { secretKey = harness.service.secretKey, agoS = 0 } = {},
  ): Promise<string> {
    const timestamp = String(Math.floor(Date.now() / 1_000) - agoS)
    const date = new Date(Number(timestamp) * 1_000).toISOString().slice(0, 10)
    const contentType = 'application/json'
    const name = host.split('.')[0] ?? ''
    const canonical = [
      'POST\n/\n',
      `content-type:${contentType}`,
      `host:${host.split(':')[0] ?? ''}`,
      '',
      'content-type;host',
      sha256(body),
    ].join('\n')
    const key = hmac(hmac(hmac(`TC3${secretKey}`, date), name), 'tc3_request')
    const signature = hmac(
      key,
      ['TC3-HMAC-SHA256', timestamp, `${date}/${name}/tc3_request`, sha256(canonical)].join('\n'),
    ).toString('hex')
    const answer = await rawRequest(harness.service.port, {
      method: 'POST',
      path: '/',
      headers: {
        host,
        'content-type': contentType,
        'x-tc-action': 'GetFederationToken',
        'x-tc-version': '2018-08-13',
        'x-tc-timestamp': timestamp,
        authorization: `TC3-HMAC-SHA256 Credential=${harness.service.secretId}/${date}/${name}/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`,
      },
      body,
    })
    return answer.body
  }

  test.each(['sts.tencentcloudapi.com', 'sts.ap-guangzhou.tencentcloudapi.com:8080', '127.0.0.1:8080'])(
    'come from the host %s',
    async (host) => {
      const body = JSON.stringify({ Name: 'n', Policy: encodeURIComponent(POLICY), DurationSeconds: 60 })
      const { Response } = z
        .object({
          Response: z.strictObject({
            Credentials: z.strictObject({
              Token: z.string(),
              TmpSecretId: z.string(),
              TmpSecretKey: z.string(),
            }),
            ExpiredTime: z.int(),
            Expiration: z.iso.datetime({ precision: 0 }),
            RequestId: z.string(),
          }),
        })
        .parse(JSON.parse(await askTc3(host, body)))
      expect(Response.ExpiredTime).toBe(Date.parse(Response.Expiration) / 1_000)
      const { Token: token, TmpSecretId: secretId, TmpSecretKey: secretKey } = Response.Credentials
      await harness.client({ secretId, secretKey, token }).headBucket({ Bucket, Region })
    },
  )

  test.each<[what: string, body: string, more: { secretKey?: string; agoS?: number }, code: string]>([
    [
      'a wrong secret',
      JSON.stringify({ Name: 'n', Policy: POLICY }),
      { secretKey: 'wrong' },
      'AuthFailure.SignatureFailure',
    ],
    [
      'an old time',
      JSON.stringify({ Name: 'n', Policy: POLICY }),
      { agoS: 301 },
      'AuthFailure.SignatureExpire',
    ],
    ['no policy', JSON.stringify({ Name: 'n' }), {}, 'MissingParameter'],
    ['no name', JSON.stringify({ Policy: POLICY }), {}, 'MissingParameter'],
    ['no JSON', '{', {}, 'InvalidParameter'],
    [
      'no time',
      JSON.stringify({ Name: 'n', Policy: POLICY, DurationSeconds: 0 }),
      {},
      'InvalidParameter.OverTimeError',
    ],
    [
      'a policy that is none',
      JSON.stringify({ Name: 'n', Policy: '{}' }),
      {},
      'InvalidParameter.StrategyInvalid',
    ],
  ])('with %s are refused', async (_what, body, more, code) => {
    expect(JSON.parse(await askTc3('sts.tencentcloudapi.com', body, more))).toMatchObject({
      Response: { Error: { Code: code } },
    })
  })
})
