import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { signedRequest, type Answer } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const COS_HOST = `${BUCKET}.cos.${REGION}.myqcloud.com`
const CI_HOST = `${BUCKET}.ci.${REGION}.myqcloud.com`
const PLACE = `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>`

let service: RunningService
let receiver: CallbackReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

const ask = (method: string, path: string, body?: string): Promise<Answer> =>
  signedRequest(service, { method, path, host: COS_HOST, ...(body !== undefined && { body }) })

/** The body of the job's callback. */
async function run(path: string, content: string): Promise<string> {
  const before = receiver.received.length
  const body = `<Request>${content}<CallBack>${receiver.url}/</CallBack></Request>`
  const answer = await signedRequest(service, { method: 'POST', path, host: CI_HOST, body })
  expect(answer).toMatchObject({ status: 200 })
  for (let tries = 0; tries < 300 && receiver.received.length === before; tries += 1) await sleep(100)
  return String(receiver.received.at(-1)?.body)
}

test('objects are packed, unpacked elsewhere, and hashed', { timeout: 60_000 }, async () => {
  await ask('PUT', '/in/a.txt', 'one')
  await ask('PUT', '/in/b/c.html', 'two')
  const packed = await run(
    '/file_jobs',
    '<Tag>FileCompress</Tag><Operation><FileCompressConfig><Flatten>0</Flatten><Format>tar.gz</Format>' +
      `<Prefix>in/</Prefix></FileCompressConfig><Output>${PLACE}<Object>packs/all.tar.gz</Object></Output></Operation>`,
  )
  expect(packed).toContain('<CompressFileCount>2</CompressFileCount>')
  expect(packed).toMatch(/<JobId>f[0-9a-f]{32}<\/JobId>/)
  expect(packed).not.toContain('<Input>')

  const unpacked = await run(
    '/file_jobs',
    '<Tag>FileUncompress</Tag><Input><Object>packs/all.tar.gz</Object></Input><Operation><FileUncompressConfig>' +
      `<PrefixReplaced>2</PrefixReplaced></FileUncompressConfig><Output>${PLACE}</Output></Operation>`,
  )
  expect(unpacked).toContain('<FileCount>2</FileCount>')
  const page = await ask('GET', '/packs/all/in/b/c.html')
  expect(page).toMatchObject({ body: 'two' })
  expect(page.headers).toMatchObject({ 'content-type': 'text/html' })

  const hashed = await run(
    '/jobs',
    '<Tag>FileHashCode</Tag><Input><Object>packs/all/in/a.txt</Object></Input><Operation><FileHashCodeConfig>' +
      '<Type>MD5</Type><AddToHeader>true</AddToHeader></FileHashCodeConfig></Operation>',
  )
  expect(hashed).toContain('<Etag>"f97c5d29941bfb1b2fdab0874906ab82"</Etag>')
  const { headers } = await ask('HEAD', '/packs/all/in/a.txt')
  expect(headers).toMatchObject({ 'x-cos-meta-md5': 'f97c5d29941bfb1b2fdab0874906ab82' })
})
