import { once } from 'node:events'
import { createServer } from 'node:net'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../../../tooling/ports.ts'
import { systemClock } from '../base/clock.ts'
import { checkAddresses } from '../callbacks/operator/check-addresses.ts'
import { openDatabaseOf } from '../db/testing/test-database.ts'
import { DoctorHarness, failure, portOf } from './testing/doctor-harness.ts'

const never = new AbortController().signal
const harness = new DoctorHarness()

describe('an address for callbacks', () => {
  const tryUrl = async (callbackUrl: string, settings: Readonly<Record<string, string>> = {}) =>
    (await harness.run(['addresses'], { callbackUrl, settings }))[0]

  test('in a private network is refused, with the setting that opens it', async () => {
    const settings = { LEMNIS_HOST: '0.0.0.0' }
    const found = await tryUrl('http://127.0.0.1:9/ci?token=hidden', settings)
    expect(found?.problems).toEqual(
      failure(
        /^http:\/\/127\.0\.0\.1:9 is refused.*LEMNIS_CALLBACK_ALLOW=127\.0\.0\.1 allows it/,
        /a setting is named/,
      ),
    )
    expect(JSON.stringify(found)).not.toContain('hidden')
    const metadata = await tryUrl('http://169.254.169.254/', settings)
    expect(metadata?.problems).toEqual(failure(/is refused: .*no setting allows it/, /Give another address/))
  })

  test('is connected to, and nothing is sent there', async () => {
    let received = ''
    const receiver = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (bytes) => {
          received += bytes.toString('latin1')
          socket.destroy()
        })
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const url = `http://127.0.0.1:${portOf(receiver)}/ci`
    const settings = { LEMNIS_HOST: '0.0.0.0', LEMNIS_CALLBACK_ALLOW: '127.0.0.1' }
    expect(await tryUrl(url, settings)).toMatchObject({ state: 'ok', figures: { tried: 1, reached: 1 } })
    const overTls = await tryUrl(url.replace('http:', 'https:'), settings)
    receiver.close()
    expect(overTls?.state).toBe('failed')
    expect(received).not.toMatch(/POST|HEAD|GET/)
  })

  test('where nothing listens, or whose name is unknown, is a failure', async () => {
    const closed = await tryUrl(`http://127.0.0.1:${await freePort()}/`)
    expect(closed?.problems).toEqual(failure(/ECONNREFUSED/, /Start the receiver/))
    const unknown = await checkAddresses(
      {
        addresses: [{ url: 'http://nobody.example/', source: 'requested' }],
        brokers: [],
        none: '',
        policy: { allow: [], loopbackOpen: true },
        resolve: () => Promise.reject(new Error('NXDOMAIN')),
        clock: systemClock,
      },
      never,
    )
    const problems = failure(/nobody\.example could not be resolved/, /Correct the name/)
    expect(unknown).toMatchObject({ problems })
  })

  test('is not tried while all callbacks go elsewhere, which is', async () => {
    const receiver = createServer((socket) => void socket.destroy()).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const to = `http://127.0.0.1:${portOf(receiver)}`
    const settings = { LEMNIS_HOST: '0.0.0.0', LEMNIS_CALLBACK_TO: `${to}/hook` }
    const found = await tryUrl('https://hooks.example/ci', settings)
    receiver.close()
    expect(found).toMatchObject({ state: 'warning', figures: { tried: 1, reached: 1 } })
    expect(found?.problems).toMatchObject([
      { what: `https://hooks.example was not tried: LEMNIS_CALLBACK_TO sends all callbacks to ${to}.` },
    ])
    const [receivers] = await harness.run(['receivers'], { settings })
    expect(receivers).toMatchObject({
      state: 'skipped',
      found: `LEMNIS_CALLBACK_TO sends all callbacks to ${to}.`,
    })
  })

  test('of a broker that does not answer is a failure, without its password', async () => {
    const settings = { LEMNIS_TDMQ: `gz=amqp://lemnis:hidden@127.0.0.1:${await freePort()}/` }
    const [found] = await harness.run(['addresses'], { settings })
    expect(found?.problems).toEqual(
      failure(/^The broker amqp:\/\/127\.0\.0\.1:\d+ can’t be used/, /Start the receiver/),
    )
    expect(JSON.stringify(found)).not.toContain('hidden')
  })
})

test('the addresses of queues and of jobs are tried, the latter only warned of', async () => {
  await using db = await openDatabaseOf(harness.dataDir)
  const port = await freePort()
  await db.transact(async (tx) => {
    await sql`INSERT INTO callbacks (webhook_id, job_id, bucket_name, queue_id, tag, event, endpoint, url, content_type,
        deadline_ms, created_at, body)
      VALUES ('msg_1', 'j1', 'b-1', 'p1', 'NoiseReduction', 'TaskFinish', ${`http://127.0.0.1:${port}`},
        ${`http://127.0.0.1:${port}/ci?token=hidden`}, 'application/xml', 15000, 1, ${Buffer.from('x')})`.execute(
      tx,
    )
  })
  const results = await harness.run(['database', 'receivers'])
  expect(results[1]).toMatchObject({ state: 'warning', figures: { tried: 1, reached: 0 } })
  expect(JSON.stringify(results)).not.toContain('hidden')
})
