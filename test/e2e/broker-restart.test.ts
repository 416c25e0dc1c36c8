import { describe, expect, test } from 'vitest'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { tdmqUrl } from '../../packages/server/src/callbacks/transports/rabbitmq/address.ts'
import { parseBrokers } from '../../packages/server/src/callbacks/transports/rabbitmq/brokers.ts'
import { RabbitMqTransport } from '../../packages/server/src/callbacks/transports/rabbitmq/rabbitmq-transport.ts'
import { openMailbox } from '../../packages/server/src/callbacks/transports/rabbitmq/testing/test-broker.ts'
import type { Stopped, TransportResponse } from '../../packages/server/src/callbacks/transports/transport.ts'
import { TestBroker } from '../own-broker.ts'
import { skipWithout } from '../../tooling/skip-without.ts'

const PORT = 25_690
const BODY = Buffer.alloc(20_000, 'x')

async function untilFailed(send: (id: number) => Promise<TransportResponse | Stopped>): Promise<number[]> {
  const confirmed: number[] = []
  for (let id = 0; ; id += 20) {
    const batch = Array.from({ length: 20 }, (_, index) => id + index)
    const answers = await Promise.all(batch.map(send))
    confirmed.push(...batch.filter((_, index) => answers[index]?.kind === 'confirmed'))
    if (answers.some((answer) => answer.kind !== 'confirmed')) return confirmed
  }
}

/**
 * A queue that outlives a crash. A broker writes the messages that it confirms, but the definition of a queue only a
 * while after it said that the queue is there; an orderly stop writes that too.
 */
async function keptQueue(broker: TestBroker): Promise<string> {
  const { connection, channel, queue } = await openMailbox(broker.url)
  connection.on('error', () => undefined)
  channel.on('error', () => undefined)
  await broker.stop('SIGTERM')
  await broker.start()
  return queue
}

describe('a broker', skipWithout('rabbitmq-server'), () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'ended by %s under messages in flight has all that it confirmed, and takes more once it is back',
    async (signal) => {
      await using broker = await TestBroker.start(PORT)
      await using transport = new RabbitMqTransport({
        clock: systemClock,
        brokers: parseBrokers(`gz=${broker.url}`),
        connectTimeoutMs: 3_000,
      })
      const queue = await keptQueue(broker)
      const url = tdmqUrl({ region: 'gz', mode: 'Queue', name: queue })
      const send = (id: number): Promise<TransportResponse | Stopped> => {
        const headers = { 'webhook-id': `msg_${id}`, 'lemnis-event': 'TaskFinish', 'lemnis-attempt': '1' }
        const request = { url, headers, body: BODY, deadlineMs: 5_000 }
        return transport.send(request, new AbortController().signal)
      }
      const sending = untilFailed(send)
      setTimeout(() => void broker.stop(signal), 300)
      const confirmed = await sending
      expect(confirmed.length).toBeGreaterThan(0)
      expect(await send(-1)).toMatchObject({ kind: 'failed' })
      await broker.stop(signal)
      await broker.start()
      expect(await send(-2)).toMatchObject({ kind: 'confirmed' })
      await using after = await openMailbox(broker.url)
      const kept = new Set<unknown>()
      for (;;) {
        const message = await after.channel.get(queue, { noAck: true })
        if (message === false) break
        kept.add(message.properties.messageId)
      }
      expect([...confirmed, -2].filter((id) => !kept.has(`msg_${id}`))).toEqual([])
    },
    150_000,
  )
})
