import type { ConfirmChannel, Message, Options } from 'amqplib'
import { replyCode, textOf, type Failure } from './failure.ts'

/** Publishes to the queue that the routing key names. It is always there. */
export const DEFAULT_EXCHANGE = ''

const NOT_FOUND = 404

export interface Publication {
  readonly routingKey: string
  readonly content: Buffer
  readonly options: Options.Publish
  /** Tells this publication from every other one in flight: a message that comes back carries its options only. */
  readonly key: string
}

/**
 * A channel that publishes to one exchange and hears of each message whether the broker took it. The broker closes a
 * channel over a message that it can't take, and what else is in flight there fails with it: so no two exchanges share
 * one.
 */
export class ExchangeChannel {
  readonly #exchange: string
  readonly #channel: ConfirmChannel
  /** Messages that no queue was found for. The broker sends them back before it confirms them. */
  readonly #returned = new Set<string>()
  #failure: Failure | undefined

  constructor(exchange: string, channel: ConfirmChannel, onClose: () => void) {
    this.#exchange = exchange
    this.#channel = channel
    channel.on('return', (message) => this.#returned.add(keyOf(message)))
    // Comes before the close, and only when it is this channel's own fault.
    channel.on('error', (error) => (this.#failure = this.#refusal(error)))
    channel.on('close', onClose)
  }

  /** Gives why the broker did not take the message, or `undefined` when it did. */
  async publish(message: Publication): Promise<Failure | undefined> {
    const refused = await this.#confirmed(message)
    const unroutable = this.#returned.delete(message.key)
    if (this.#failure) return this.#failure
    if (refused !== null) return refused
    return unroutable ? { cause: 'broker', detail: this.#unroutable(message) } : undefined
  }

  close(): void {
    // Fails when it closed meanwhile.
    this.#channel.close().catch(() => undefined)
  }

  #confirmed({ routingKey, content, options }: Publication): Promise<Failure | null> {
    return new Promise((resolve) => {
      try {
        this.#channel.publish(this.#exchange, routingKey, content, options, (error: unknown) => {
          resolve(error === null ? null : unconfirmed(error))
        })
      } catch (error) {
        // It closed meanwhile, or the client could not put the message into frames.
        resolve({ cause: 'connection-lost', detail: textOf(error) })
      }
    })
  }

  #refusal(error: Error): Failure {
    if (replyCode(error) === NOT_FOUND && this.#exchange !== DEFAULT_EXCHANGE) {
      return { cause: 'broker', detail: `the broker has no exchange ${this.#exchange}` }
    }
    return { cause: 'broker', detail: textOf(error) }
  }

  #unroutable({ routingKey }: Publication): string {
    if (this.#exchange === DEFAULT_EXCHANGE) return `the broker has no queue ${routingKey}`
    return `no queue is bound to the exchange ${this.#exchange} for ${routingKey}`
  }
}

/** What `Publication.key` is made of, as the broker sends it back. */
export function publicationKey(messageId: string, attempt: string): string {
  return `${messageId} ${attempt}`
}

function keyOf({ properties }: Message): string {
  const messageId: unknown = properties.messageId ?? ''
  const attempt: unknown = properties.headers?.['lemnis-attempt'] ?? ''
  return publicationKey(String(messageId), String(attempt))
}

function unconfirmed(error: unknown): Failure {
  if (textOf(error) === 'message nacked')
    return { cause: 'broker', detail: 'the broker did not keep the message' }
  return { cause: 'connection-lost', detail: 'the connection to the broker was lost before it confirmed' }
}
