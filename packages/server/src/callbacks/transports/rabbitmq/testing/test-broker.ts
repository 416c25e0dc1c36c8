import { randomUUID } from 'node:crypto'
import { connect, type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib'
import type { TestOptions } from 'vitest'
import { skipFor } from '../../../../../../../tooling/skip-without.ts'

/** The broker that the tests use; `LEMNIS_TEST_AMQP` names another one. */
export const TEST_AMQP = process.env['LEMNIS_TEST_AMQP'] ?? 'amqp://guest:guest@127.0.0.1:5672'

/** Options of tests that need a broker: without one they are skipped. */
export async function skipWithoutBroker(): Promise<TestOptions> {
  try {
    const connection = await connect(TEST_AMQP, { timeout: 2_000 })
    await connection.close()
    return {}
  } catch {
    return skipFor(`rabbitmq-server: no broker listens at ${new URL(TEST_AMQP).host}`)
  }
}

export interface Mailbox extends AsyncDisposable {
  readonly connection: ChannelModel
  readonly channel: ConfirmChannel
  /** The name of a queue of its own, which survives a restart of the broker. */
  readonly queue: string
  /** Removes and returns all messages that are in the queue now. */
  take(): Promise<readonly GetMessage[]>
}

/** Creates a queue that a test reads from; disposing of it deletes the queue. */
export async function openMailbox(url = TEST_AMQP): Promise<Mailbox> {
  const connection = await connect(url)
  const channel = await connection.createConfirmChannel()
  const { queue } = await channel.assertQueue(`lemnis test 目 ${randomUUID()}`, { durable: true })
  return {
    connection,
    channel,
    queue,
    async take() {
      const messages: GetMessage[] = []
      for (;;) {
        const message = await channel.get(queue, { noAck: true })
        if (message === false) return messages
        messages.push(message)
      }
    },
    async [Symbol.asyncDispose]() {
      await channel.deleteQueue(queue)
      await connection.close()
    },
  }
}
