import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startService } from '../../tooling/start-service.ts'
import { signedRequest } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const HOST = `${BUCKET}.cos.ap-guangzhou.myqcloud.com`
const Line = z.object({
  msg: z.string(),
  method: z.string().exactOptional(),
  host: z.string().exactOptional(),
  path: z.string().exactOptional(),
  parameters: z.string().exactOptional(),
  route: z.string().exactOptional(),
  status: z.number().exactOptional(),
  code: z.string().exactOptional(),
  reason: z.string().exactOptional(),
})

test('with LEMNIS_LOG_LEVEL=debug each answer is a line of the log, without the values of its query', async () => {
  await using service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_LOG_LEVEL: 'debug' },
  })
  const query = { tagging: 'a-value-that-may-be-a-token' }
  await signedRequest(service, { method: 'PUT', path: '/a b.txt', host: HOST, body: 'text' })
  await signedRequest(service, { method: 'GET', path: '/a b.txt', host: HOST, query })
  const lines = await vi.waitUntil(() => {
    const answered = service
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => Line.parse(JSON.parse(line)))
      .filter(({ msg }) => msg === 'answered')
    return answered.length === 2 && answered
  })
  const [put, get] = lines
  expect(put).toMatchObject({
    ...{ method: 'PUT', host: HOST, path: '/a%20b.txt', parameters: '', route: 'cos:PutObject', status: 200 },
  })
  expect(put).not.toHaveProperty('code')
  expect(get).toMatchObject({ method: 'GET', parameters: 'tagging', status: 501, code: 'NotImplemented' })
  expect(get?.reason).toContain('tagging')
  expect(service.log()).not.toContain('a-value-that-may-be-a-token')
})
