import { verify, webhookKey } from '@lemnis/receiver'
import { expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { ParkedAlert } from './parked-alert.ts'
import { ofOrigin } from '../scope.ts'
import { queue, receiver, secrets, startSender, until } from '../testing/test-sender.ts'
import { HttpTransport } from '../transports/http/http-transport.ts'

const keys = secrets.map(webhookKey)

function createAlert(url: string): { alert: ParkedAlert } & AsyncDisposable {
  const policy = { allow: [], loopbackOpen: true }
  const resolve = (): Promise<string[]> => Promise.resolve(['127.0.0.1'])
  const transport = new HttpTransport({ clock: systemClock, policy, resolve })
  const ids = createIds(systemClock)
  const alert = new ParkedAlert({
    url,
    transport,
    keys: () => keys,
    clock: systemClock,
    ids,
    log: silentLog(),
  })
  return {
    alert,
    async [Symbol.asyncDispose]() {
      await alert[Symbol.asyncDispose]()
      await transport[Symbol.asyncDispose]()
    },
  }
}

test('a parked endpoint causes one alert, signed like a callback, and sent again until it is acknowledged', async () => {
  const operator = await receiver((response, _, count) => response.writeHead(count === 1 ? 500 : 204).end())
  const leaving = await receiver((response) => response.writeHead(410).end())
  await using created = createAlert(operator.url)
  startSender({ onAttempt: created.alert.observe })
  await queue(leaving.url)
  await queue(leaving.url)

  await until(() => operator.got.length === 2)
  const [first, second] = operator.got
  if (!first || !second) throw new Error('no alert came')
  expect(JSON.parse(String(second.body))).toMatchObject({
    event: 'endpoint.parked',
    endpoint: new URL(leaving.url).origin,
    bucket: 'media-1250000000',
    address: leaving.url,
    reason: 'answered 410',
  })
  expect(String(second.body)).toMatch(/"since":"\d{4}-\d\d-\d\dT[^"]+Z"/)
  expect(second.headers['lemnis-event']).toBe('endpoint.parked')
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  for (const secret of secrets) {
    expect(() =>
      verify({ headers: second.headers, body: second.body, keys: [webhookKey(secret)] }),
    ).not.toThrow()
  }
})

test('later failures of a parked endpoint cause no alert, and neither does a success of another', async () => {
  const operator = await receiver()
  await using created = createAlert(operator.url)
  const health = { state: 'parked', failures: 1, since: 1_000, reason: 'answered 410' } as const
  const scope = ofOrigin({ endpoint: 'http://a.example' })
  created.alert.observe({ changes: [{ scope, health }] })
  created.alert.observe({ changes: [{ scope, health: { ...health, failures: 2 } }] })
  created.alert.observe({ changes: [{ scope, health: 'working' }] })
  created.alert.observe({ changes: [{ scope, health: { ...health, since: 2_000 } }] })
  await until(() => operator.got.length === 2)
  const alerts = operator.got.map(({ body }) => String(body)).sort()
  expect(alerts.map((body) => /"since":"([^"]+)/.exec(body)?.[1])).toEqual([
    '1970-01-01T00:00:01.000Z',
    '1970-01-01T00:00:02.000Z',
  ])
})
