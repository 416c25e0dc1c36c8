import { randomUUID } from 'node:crypto'
import { connect, type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib'

/** Where the tests look for a broker; `LEMNIS_TEST_AMQP` names another one. */
export const TEST_AMQP = process.env['LEMNIS_TEST_AMQP'] ?? 'amqp://guest:guest@127.0.0.1:5672'

/** What a suite of tests is called when there is no broker to run them with, else `undefined`. */
export async function whyNoBroker(): Promise<string | undefined> {
  try {
    const connection = await connect(TEST_AMQP, { timeout: 2_000 })
    await connection.close()
    return undefined
  } catch {
    return `waiting for a broker at ${new URL(TEST_AMQP).host}`
  }
}

export interface Mailbox extends AsyncDisposable {
  readonly connection: ChannelModel
  readonly channel: ConfirmChannel
  /** A queue of its own, kept across a restart of the broker. */
  readonly queue: string
  /** Takes what is in the queue, waiting a moment for the first message. */
  take(): Promise<readonly GetMessage[]>
}

/** A queue of the broker that a test reads; it is deleted at the end. */
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
