import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { queueCallbacks } from '../queued-callbacks.ts'

let dataDir: string
let service: RunningService
let receiver: CallbackReceiver
/** Answers 410. */
let leaving: CallbackReceiver
/** What the operator sees. */
let operator: CallbackReceiver

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-metrics-'))
  receiver = await startReceiver()
  leaving = await startReceiver(() => 410)
  operator = await startReceiver()
  await queueCallbacks(dataDir, { prefix: 'msg_ok', count: 3, url: `${receiver.url}/cb` })
  await queueCallbacks(dataDir, { prefix: 'msg_gone', count: 1, url: `${leaving.url}/cb` })
  await queueCallbacks(dataDir, { prefix: 'msg_closed', count: 1, url: 'http://127.0.0.1:1/closed' })
  service = await startService({ dataDir, settings: { LEMNIS_ALERT_URL: `${operator.url}/alerts` } })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  for (const server of [receiver, leaving, operator]) await server[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true })
})

/** Every line of the format: a comment of two kinds, or a sample with its labels and its number. */
const LINE =
  /^(?:# (?:HELP|TYPE) \w+ .+|([a-z_]\w*(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})?) (-?[\d.]+(?:e[+-]?\d+)?|[+-]Inf|NaN))$/i

async function scrape(from = service): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${from.url}/metrics`, {
    headers: { authorization: `Bearer ${from.adminToken}` },
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const samples = new Map<string, number>()
  for (const line of (await response.text()).split('\n').filter((text) => text !== '')) {
    const [, name, value] = LINE.exec(line) ?? [line]
    expect(line).toMatch(LINE)
    if (name !== undefined) samples.set(name, Number(value))
  }
  return samples
}

test(
  'attempts are counted by what became of them, and what waits is read from the queue',
  { timeout: 40_000 },
  async () => {
    const wanted = {
      'lemnis_callback_attempts_total{outcome="delivered",cause="none"}': 3,
      'lemnis_callback_attempts_total{outcome="parked",cause="status"}': 1,
      lemnis_callback_delivery_seconds_count: 3,
      'lemnis_callback_delivery_seconds_bucket{le="+Inf"}': 3,
      lemnis_callbacks_pending: 1,
      'lemnis_callbacks_resting{state="parked"}': 1,
      'lemnis_callbacks_resting{state="dead"}': 0,
      'lemnis_callback_endpoints{state="parked"}': 1,
      'lemnis_callback_endpoints{state="paused"}': 0,
      'lemnis_callback_endpoint_scopes{scope="address",state="parked"}': 1,
      'lemnis_callback_endpoint_scopes{scope="origin",state="parked"}': 0,
      'lemnis_jobs{state="waiting"}': 0,
      'lemnis_jobs{state="running"}': 0,
    }
    let samples = await scrape()
    const isAsExpected = (): boolean =>
      Object.entries(wanted).every(([name, value]) => samples.get(name) === value)
    for (let tries = 0; tries < 200 && !isAsExpected(); tries += 1) {
      await sleep(100)
      samples = await scrape()
    }
    expect(Object.fromEntries(samples)).toMatchObject(wanted)
    const refused = 'lemnis_callback_attempts_total{outcome="retry",cause="connect"}'
    expect(samples.get(refused)).toBeGreaterThanOrEqual(1)
    expect(samples.get('lemnis_callbacks_oldest_pending_seconds')).toBeGreaterThan(0)
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0)
  },
)

test('the operator is told of the endpoint that was parked', { timeout: 40_000 }, async () => {
  const alert = await operator.next(({ path: told }) => told === '/alerts')
  expect(JSON.parse(alert.body)).toMatchObject({ event: 'endpoint.parked', endpoint: leaving.url })
})

test('numbers are for whoever has the token, unless they are opened', { timeout: 40_000 }, async () => {
  const refused = await fetch(`${service.url}/metrics`)
  expect(refused.status).toBe(401)
  expect(await refused.text()).not.toContain('lemnis_')
  const posted = await fetch(`${service.url}/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.adminToken}` },
  })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET'])
  await using open = await startService({ settings: { LEMNIS_METRICS_OPEN: '1' } })
  const answered = await fetch(`${open.url}/metrics`)
  expect(answered.status).toBe(200)
  expect(await answered.text()).toContain('lemnis_callbacks_pending 0\n')
})
