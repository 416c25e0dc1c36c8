import type { ConfirmChannel, Message, Options } from 'amqplib'
import type { Failure } from '../transport.ts'
import { replyCode, textOf } from './failure.ts'

/** Publishes to the queue that the routing key names. It is always there. */
export const DEFAULT_EXCHANGE = ''

const NOT_FOUND = 404

export interface Publication {
  readonly routingKey: string
  readonly content: Buffer
  readonly options: Options.Publish
  /** Unique among all publications in flight: a message that the broker returns carries only its options. */
  readonly key: string
}

/**
 * A channel with publisher confirms for one exchange. The broker closes a channel over a message that it can't accept,
 * and everything else in flight on that channel fails. So each exchange has a channel of its own.
 */
export class ExchangeChannel {
  readonly #exchange: string
  readonly #channel: ConfirmChannel
  /** Unroutable messages. The broker returns them before it confirms them. */
  readonly #returned = new Set<string>()
  #failure: Failure | undefined

  constructor(exchange: string, channel: ConfirmChannel, onClose: () => void) {
    this.#exchange = exchange
    this.#channel = channel
    channel.on('return', (message) => this.#returned.add(keyOf(message)))
    // Comes before the close, and only when this channel caused it.
    channel.on('error', (error) => (this.#failure = this.#channelFailure(error)))
    channel.on('close', onClose)
  }

  /** Returns why the broker did not accept the message, or `undefined` when it did. */
  async publish(message: Publication): Promise<Failure | undefined> {
    const unconfirmed = await this.#confirmed(message)
    const unroutable = this.#returned.delete(message.key)
    if (this.#failure) return this.#failure
    if (unconfirmed !== null) return unconfirmed
    return unroutable ? { cause: 'broker', detail: this.#unroutableDetail(message) } : undefined
  }

  close(): void {
    // Fails when the channel has closed meanwhile.
    this.#channel.close().catch(() => undefined)
  }

  #confirmed({ routingKey, content, options }: Publication): Promise<Failure | null> {
    return new Promise((resolve) => {
      try {
        this.#channel.publish(this.#exchange, routingKey, content, options, (error: unknown) => {
          resolve(error === null ? null : confirmFailure(error))
        })
      } catch (error) {
        // The channel has closed meanwhile, or the client could not encode the message.
        resolve({ cause: 'connection-lost', detail: textOf(error) })
      }
    })
  }

  #channelFailure(error: Error): Failure {
    if (replyCode(error) === NOT_FOUND && this.#exchange !== DEFAULT_EXCHANGE) {
      return { cause: 'broker', detail: `the broker has no exchange ${this.#exchange}` }
    }
    return { cause: 'broker', detail: textOf(error) }
  }

  #unroutableDetail({ routingKey }: Publication): string {
    if (this.#exchange === DEFAULT_EXCHANGE) return `the broker has no queue ${routingKey}`
    return `no queue is bound to the exchange ${this.#exchange} for ${routingKey}`
  }
}

/** Returns the `key` of a publication. All of it can be read from a returned message. */
export function publicationKey(messageId: string, attempt: string): string {
  return `${messageId} ${attempt}`
}

function keyOf({ properties }: Message): string {
  const messageId: unknown = properties.messageId ?? ''
  const attempt: unknown = properties.headers?.['lemnis-attempt'] ?? ''
  return publicationKey(String(messageId), String(attempt))
}

function confirmFailure(error: unknown): Failure {
  if (textOf(error) === 'message nacked')
    return { cause: 'broker', detail: 'the broker did not keep the message' }
  return { cause: 'connection-lost', detail: 'the connection to the broker was lost before it confirmed' }
}
