import { once } from 'node:events'
import { request } from 'node:http'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startService, type RunningService } from '../../tooling/start-service.ts'
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

/** As soon as the log has so many. */
function answersOf(service: RunningService, count: number): Promise<readonly z.infer<typeof Line>[]> {
  return vi.waitUntil(() => {
    const answered = service
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => Line.parse(JSON.parse(line)))
      .filter(({ msg }) => msg === 'answered')
    return answered.length === count && answered
  })
}

test('with LEMNIS_LOG_LEVEL=debug each answer is a line of the log, without the values of its query', async () => {
  await using service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_LOG_LEVEL: 'debug' },
  })
  const query = { tagging: 'a-value-that-may-be-a-token' }
  await signedRequest(service, { method: 'PUT', path: '/a b.txt', host: HOST, body: 'text' })
  await signedRequest(service, { method: 'GET', path: '/a b.txt', host: HOST, query })
  const [put, get] = await answersOf(service, 2)
  expect(put).toMatchObject({
    ...{ method: 'PUT', host: HOST, path: '/a%20b.txt', parameters: '', route: 'cos:PutObject', status: 200 },
  })
  expect(put).not.toHaveProperty('code')
  expect(get).toMatchObject({ method: 'GET', parameters: 'tagging', status: 501, code: 'NotImplemented' })
  expect(get?.reason).toContain('tagging')
  expect(service.log()).not.toContain('a-value-that-may-be-a-token')
})

test('so is a CONNECT that is refused: all that its client sees may be the words of a status', async () => {
  await using service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_LOG_LEVEL: 'debug' },
  })
  for (const path of ['vectors.ap-guangzhou.example.com:443', `${HOST}:443`]) {
    const outgoing = request({ host: '127.0.0.1', port: service.port, method: 'CONNECT', path })
    outgoing.end()
    await once(outgoing, 'connect')
  }
  const [foreign, own] = await answersOf(service, 2)
  expect(foreign).toMatchObject({ method: 'CONNECT', status: 400, code: 'InvalidHost' })
  expect(foreign?.host).toBe('vectors.ap-guangzhou.example.com:443')
  expect(foreign?.reason).toContain('is not a host of this service')
  expect(own).toMatchObject({ method: 'CONNECT', status: 501, code: 'NotImplemented' })
  expect(own?.reason).toContain('LEMNIS_TLS_CERT')
})
