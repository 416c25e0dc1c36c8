import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { TestProxy } from '../../packages/server/src/callbacks/transports/testing/test-proxy.ts'
import {
  openMailbox,
  TEST_AMQP,
  skipWithoutBroker,
  type Mailbox,
} from '../../packages/server/src/callbacks/transports/rabbitmq/testing/test-broker.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const CI = `${BUCKET}.ci.${REGION}.myqcloud.com`
const COS = `${BUCKET}.cos.${REGION}.myqcloud.com`

const withBroker = await skipWithoutBroker()

async function submit(service: RunningService): Promise<string> {
  const body =
    '<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output>' +
    `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output></Operation></Request>`
  const answer = await signedRequest(service, { method: 'POST', path: '/jobs', host: CI, body })
  return /<JobId>(.*?)<\/JobId>/.exec(answer.body)?.[1] ?? ''
}

async function setQueue(service: RunningService, mailbox: Mailbox): Promise<void> {
  const listed = await signedRequest(service, { method: 'GET', path: '/queue', host: CI })
  const id = /<QueueId>(.*?)<\/QueueId>/.exec(listed.body)?.[1] ?? ''
  const body =
    '<Request><Name>main</Name><State>Active</State><NotifyConfig><State>On</State><Type>TDMQ</Type>' +
    '<Event>TaskFinish</Event><ResultFormat>JSON</ResultFormat><MqMode>Queue</MqMode>' +
    `<MqName>${mailbox.queue}</MqName><MqRegion>gz</MqRegion></NotifyConfig></Request>`
  expect(await signedRequest(service, { method: 'PUT', path: `/queue/${id}`, host: CI, body })).toMatchObject(
    {
      status: 200,
    },
  )
}

async function next(mailbox: Mailbox) {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const [message] = await mailbox.take()
    if (message) return message
    await sleep(50)
  }
  throw new Error('no message came')
}

describe('a queue whose callbacks go to a message queue', withBroker, () => {
  test('gets the signed callback of its job, also after the broker was out of reach', async () => {
    await using mailbox = await openMailbox()
    await using proxy = await TestProxy.start(Number(new URL(TEST_AMQP).port))
    const broker = new URL(TEST_AMQP)
    broker.port = String(proxy.port)
    broker.hostname = '127.0.0.1'
    await using service = await startService({
      settings: {
        LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
        LEMNIS_TDMQ: `gz=${broker.href}`,
        LEMNIS_LOG_LEVEL: 'debug',
      },
    })
    const webhook = new Webhook(service.webhookSecret)
    await setQueue(service, mailbox)
    await signedRequest(service, { method: 'PUT', path: '/in.wav', host: COS, body: noisyTone(1) })

    const first = await submit(service)
    const message = await next(mailbox)
    const text = message.content.toString()
    expect(JSON.parse(text)).toMatchObject({ EventName: 'TaskFinish', JobsDetail: [{ JobId: first }] })
    expect(message.properties).toMatchObject({ contentType: 'application/json', deliveryMode: 2 })
    const headers = Object.fromEntries(
      Object.entries(message.properties.headers ?? {}).map(([name, value]) => [name, String(value)]),
    )
    expect(webhook.verify(message.content, headers)).toMatchObject({ EventName: 'TaskFinish' })

    await proxy.setState('closed')
    const second = await submit(service)
    const failed = once(AbortSignal.timeout(30_000), 'abort')
    while (!service.log().includes('tried again')) await Promise.race([sleep(50), failed])
    await proxy.setState('forwarding')
    const retried = await next(mailbox)
    expect(JSON.parse(retried.content.toString())).toMatchObject({ JobsDetail: [{ JobId: second }] })
    expect(retried.properties.headers?.['lemnis-attempt']).toBe('2')
    expect(service.output() + service.log()).not.toContain(`${broker.username}:${broker.password}`)
  }, 60_000)

  test('is told of the setting when no broker is configured', async () => {
    await using service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })
    const body =
      '<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output>' +
      `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output></Operation>` +
      '<CallBackType>TDMQ</CallBackType><CallBackMqConfig><MqName>q</MqName><MqRegion>gz</MqRegion></CallBackMqConfig></Request>'
    const answer = await signedRequest(service, { method: 'POST', path: '/jobs', host: CI, body })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument' })
    expect(answer.body).toContain('LEMNIS_TDMQ')
  })
})
