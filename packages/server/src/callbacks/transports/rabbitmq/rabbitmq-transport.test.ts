import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectTcp, createServer, type Server } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../base/clock.ts'
import { transportContract } from '../testing/transport-contract.ts'
import { TestProxy } from '../testing/test-proxy.ts'
import type { Stopped, TransportResponse } from '../transport.ts'
import { tdmqUrl } from './address.ts'
import { parseBrokers } from './brokers.ts'
import { RabbitMqTransport } from './rabbitmq-transport.ts'
import { openMailbox, TEST_AMQP, skipWithoutBroker } from './testing/test-broker.ts'

const withBroker = await skipWithoutBroker()
const BROKER = new URL(TEST_AMQP)

function transportTo(url: string): RabbitMqTransport {
  const brokers = parseBrokers(`gz=${url}`)
  return new RabbitMqTransport({ clock: systemClock, brokers, connectTimeoutMs: 3_000 })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function send(
  transport: RabbitMqTransport,
  url: string,
  { id = 'msg_1', event = 'TaskFinish', attempt = '1' } = {},
): Promise<TransportResponse | Stopped> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Lemnis',
    'webhook-id': id,
    'webhook-timestamp': '1714960800',
    'lemnis-event': event,
    'lemnis-attempt': attempt,
  }
  const request = { url, headers, body: Buffer.from('{}'), deadlineMs: 3_000 }
  return transport.send(request, new AbortController().signal)
}

describe('a broker', withBroker, () => {
  describe('as every transport', () => {
    transportContract(async () => {
      const mailbox = await openMailbox()
      const proxy = await TestProxy.start(Number(BROKER.port))
      const taken: { headers: Readonly<Record<string, unknown>>; body: Uint8Array }[] = []
      const through = new URL(TEST_AMQP)
      through.port = String(proxy.port)
      return {
        transport: transportTo(through.href),
        proxy,
        acceptingUrl: tdmqUrl({ region: 'gz', mode: 'Queue', name: mailbox.queue }),
        rejectingUrl: tdmqUrl({ region: 'gz', mode: 'Queue', name: 'there is no such queue' }),
        async received() {
          for (const { content, properties } of await mailbox.take()) {
            const type: unknown = properties.contentType
            taken.push({ headers: { ...properties.headers, 'content-type': type }, body: content })
          }
          return taken
        },
        close: async () => {
          await mailbox[Symbol.asyncDispose]()
        },
      }
    })
  })

  test('a message is persistent and says what it is', async () => {
    await using mailbox = await openMailbox()
    await using transport = transportTo(TEST_AMQP)
    const url = tdmqUrl({ region: 'gz', mode: 'Queue', name: mailbox.queue })
    expect(await send(transport, url)).toMatchObject({ kind: 'confirmed' })
    const [message] = await mailbox.take()
    expect(message?.properties).toMatchObject({
      deliveryMode: 2,
      contentType: 'application/json',
      messageId: 'msg_1',
      timestamp: 1714960800,
      type: 'TaskFinish',
      appId: 'Lemnis',
      headers: { 'webhook-id': 'msg_1', 'lemnis-event': 'TaskFinish', 'lemnis-attempt': '1' },
    })
    expect(message?.properties.headers).not.toHaveProperty('user-agent')
  })

  test('a topic hands a message to the queues that are bound for its event', async () => {
    await using mailbox = await openMailbox()
    await using transport = transportTo(TEST_AMQP)
    const exchange = `${mailbox.queue} topic`
    await mailbox.channel.assertExchange(exchange, 'topic')
    await mailbox.channel.bindQueue(mailbox.queue, exchange, 'Task*')
    await mailbox.channel.bindQueue(mailbox.queue, exchange, 'TaskFinish')
    const url = tdmqUrl({ region: 'gz', mode: 'Topic', name: exchange })
    expect(await send(transport, url)).toMatchObject({ kind: 'confirmed' })
    expect(await send(transport, url, { event: 'WorkflowFinish' })).toMatchObject({
      kind: 'failed',
      cause: 'broker',
      detail: `no queue is bound to the exchange ${exchange} for WorkflowFinish`,
    })
    expect(await mailbox.take()).toHaveLength(1)
    await mailbox.channel.deleteExchange(exchange)
    expect(await send(transport, url)).toMatchObject({
      cause: 'broker',
      detail: `the broker has no exchange ${exchange}`,
    })
  })

  test('messages to missing exchanges and queues fail alone among others in flight', async () => {
    await using mailbox = await openMailbox()
    await using transport = transportTo(TEST_AMQP)
    const good = tdmqUrl({ region: 'gz', mode: 'Queue', name: mailbox.queue })
    const missing = tdmqUrl({ region: 'gz', mode: 'Topic', name: 'nobody made this' })
    const absent = tdmqUrl({ region: 'gz', mode: 'Queue', name: 'nor this' })
    const urls = Array.from({ length: 60 }, (_, index) => [good, missing, absent][index % 3] ?? good)
    const answers = await Promise.all(urls.map((url, index) => send(transport, url, { id: `msg_${index}` })))
    for (const [index, answer] of answers.entries()) {
      if (urls[index] === good) expect(answer).toMatchObject({ kind: 'confirmed' })
      else expect(answer).toMatchObject({ kind: 'failed', cause: 'broker' })
    }
    expect(answers[1]).toMatchObject({ detail: 'the broker has no exchange nobody made this' })
    expect(answers[2]).toMatchObject({ detail: 'the broker has no queue nor this' })
    expect(await mailbox.take()).toHaveLength(20)
  })

  test('a full queue that rejects is a failed attempt', async () => {
    await using mailbox = await openMailbox()
    await using transport = transportTo(TEST_AMQP)
    const name = `${mailbox.queue} full`
    await mailbox.channel.assertQueue(name, { maxLength: 1, overflow: 'reject-publish', exclusive: true })
    const url = tdmqUrl({ region: 'gz', mode: 'Queue', name })
    expect(await send(transport, url)).toMatchObject({ kind: 'confirmed' })
    expect(await send(transport, url)).toMatchObject({
      cause: 'broker',
      detail: 'the broker did not keep the message',
    })
  })

  test('more topics than a connection has channels for are all served', async () => {
    await using mailbox = await openMailbox()
    await using transport = transportTo(TEST_AMQP)
    const names = Array.from({ length: 210 }, (_, index) => `${mailbox.queue} ${index}`)
    for (const name of names) {
      await mailbox.channel.assertExchange(name, 'fanout', { autoDelete: true })
      await mailbox.channel.bindQueue(mailbox.queue, name, '')
    }
    for (const name of [...names, ...names.slice(0, 5)]) {
      const url = tdmqUrl({ region: 'gz', mode: 'Topic', name })
      expect(await send(transport, url)).toMatchObject({ kind: 'confirmed' })
    }
    expect(await mailbox.take()).toHaveLength(215)
  })

  test('amqps needs a certificate that this machine trusts', async () => {
    await using mailbox = await openMailbox()
    const fixtures = new URL('../../../../../../test/fixtures/', import.meta.url)
    const cert = readFileSync(new URL('localhost.cert.pem', fixtures), 'utf8')
    const key = readFileSync(new URL('localhost.key.pem', fixtures), 'utf8')
    const server = createTlsServer({ cert, key }, (near) => {
      const far = connectTcp(Number(BROKER.port), BROKER.hostname)
      near.on('error', () => far.destroy()).on('close', () => far.destroy())
      near.pipe(far).pipe(near)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(TEST_AMQP.replace('amqp:', 'amqps:'))
    url.hostname = 'localhost'
    url.port = String(portOf(server))
    const queue = tdmqUrl({ region: 'gz', mode: 'Queue', name: mailbox.queue })
    const trusted = getCACertificates('default')
    try {
      await using transport = transportTo(url.href)
      expect(await send(transport, queue)).toMatchObject({ kind: 'failed', cause: 'tls' })
      setDefaultCACertificates([cert])
      expect(await send(transport, queue)).toMatchObject({ kind: 'confirmed' })
    } finally {
      setDefaultCACertificates(trusted)
      server.close()
    }
    expect(await mailbox.take()).toHaveLength(1)
  })

  test.each([
    ['a wrong password', 'the broker did not let this user in', (url: URL) => (url.password = 's3cret%40')],
    [
      'a vhost that is not there',
      'the broker does not open the vhost else where to this user',
      (url: URL) => (url.pathname = '/else%20where'),
    ],
  ])('%s is told without the password', async (_, detail, change) => {
    const url = new URL(TEST_AMQP)
    change(url)
    await using transport = transportTo(url.href)
    const answer = await send(transport, tdmqUrl({ region: 'gz', mode: 'Queue', name: 'q' }))
    expect(answer).toMatchObject({ kind: 'failed', cause: 'broker', detail })
    expect(JSON.stringify(answer)).not.toContain('s3cret')
  })
})

describe('without a broker', () => {
  test('a region that no broker stands for is named', async () => {
    await using transport = transportTo('amqp://127.0.0.1:1')
    expect(await send(transport, 'tdmq://hk/queue/q')).toMatchObject({
      cause: 'broker',
      detail: 'LEMNIS_TDMQ names no broker for the region hk',
    })
    expect(await send(transport, 'tdmq:///queue/q')).toMatchObject({
      cause: 'broker',
      detail: 'neither the job nor its queue names an MqRegion',
    })
  })

  test.each([
    ['amqp', 'connect'],
    ['amqps', 'connect'],
  ])('over %s a port where nobody listens fails as such', async (protocol, cause) => {
    await using transport = transportTo(`${protocol}://127.0.0.1:1`)
    expect(await send(transport, 'tdmq://gz/queue/q')).toMatchObject({ kind: 'failed', cause })
  })

  test.each([
    ['amqp', 'connect'],
    ['amqps', 'tls'],
  ])('over %s what speaks another protocol fails at once', async (protocol, cause) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await using transport = transportTo(`${protocol}://127.0.0.1:${portOf(server)}`)
    expect(await send(transport, 'tdmq://gz/queue/q')).toMatchObject({ kind: 'failed', cause })
    server.close()
  })
})
