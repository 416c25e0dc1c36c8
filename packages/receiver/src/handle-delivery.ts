import type { Callback } from './callback.ts'
import { CallbackFormatError } from './callback-format-error.ts'
import type { DuplicateFilter } from './duplicate-filter.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import { parseCallback } from './parse-callback.ts'
import {
  verify,
  webhookKeys,
  WebhookVerificationError,
  type CallbackHeaders,
  type SignedMessage,
  type WebhookKey,
} from './standard-webhooks.ts'

export interface HandlerOptions {
  /** One secret, a comma list as `LEMNIS_WEBHOOK_SECRET` has it, or an array: all that may sign while keys change. */
  readonly secrets: string | readonly string[] | undefined
  /** The callback is acknowledged when this has resolved; when it throws, it is delivered again. */
  readonly onCallback: (callback: Callback, delivery: Delivery) => unknown
  /** Acknowledges what `onCallback` has processed before without calling it again. */
  readonly duplicates?: DuplicateFilter
  /** Takes what `onCallback` or the store of `duplicates` threw, and why no body could be read; `console.error` by default. */
  readonly onError?: (error: unknown) => void
  /** How far the sender's clock may be from ours, in seconds; 300 by default. */
  readonly toleranceS?: number
  /** Larger bodies are refused with 413; 10 MiB by default. */
  readonly maxBytes?: number
}

/** `id` is the same at each attempt to deliver the same callback. */
export type Delivery = SignedMessage

export interface Answer {
  readonly status: number
  /** Shown by Lemnis beside the attempt; holds nothing that was sent. */
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** A request, whichever kind of server it came through. */
export interface IncomingDelivery {
  readonly method: string | undefined
  readonly headers: CallbackHeaders
  readonly readBody: (maxBytes: number) => Promise<BodyRead>
}

export type BodyRead =
  | { readonly kind: 'read'; readonly body: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The sender went away. */
  | { readonly kind: 'broken' }
  /** Something before the handler took the bytes; `remedy` says what to change in the program. */
  | { readonly kind: 'taken'; readonly remedy: string }

export interface PreparedHandler {
  readonly options: HandlerOptions
  readonly maxBytes: number
  readonly keys: readonly WebhookKey[]
  readonly report: (error: unknown) => void
}

/** @throws TypeError when the secrets are not usable: at the start of the program, not at its first callback. */
export function prepareHandler(options: HandlerOptions): PreparedHandler {
  return {
    options,
    maxBytes: options.maxBytes ?? MAX_BODY_BYTES,
    keys: webhookKeys(options.secrets),
    report: (error) => reportTo(options, error),
  }
}

/** An `onError` that throws must not leave a callback without an answer. */
function reportTo({ onError = (error) => console.error(error) }: HandlerOptions, error: unknown): void {
  try {
    onError(error)
  } catch (second) {
    console.error(second)
  }
}

/** Reads, verifies, parses, lets the callback be processed, and says what to answer. */
export async function handleDelivery(handler: PreparedHandler, request: IncomingDelivery): Promise<Answer> {
  if (request.method !== 'POST') return answer(405, 'callbacks are sent with POST', { allow: 'POST' })
  const read = await request.readBody(handler.maxBytes)
  switch (read.kind) {
    case 'read':
      return handleBody(handler, request.headers, read.body)
    case 'too-large':
      return answer(413, `larger than ${handler.maxBytes} bytes`)
    case 'broken':
      return answer(400, 'the body broke off')
    case 'taken':
      handler.report(new Error(read.remedy))
      return answer(500, read.remedy)
  }
}

async function handleBody(
  handler: PreparedHandler,
  headers: CallbackHeaders,
  body: Uint8Array,
): Promise<Answer> {
  const { keys, options, maxBytes } = handler
  const { toleranceS } = options
  let delivery: Delivery
  let callback: Callback
  try {
    delivery = verify({ headers, body, keys, ...(toleranceS === undefined ? {} : { toleranceS }) })
    callback = parseCallback(body, { maxBytes })
  } catch (error) {
    if (error instanceof WebhookVerificationError) return answer(401, `${error.reason}: ${error.message}`)
    if (error instanceof CallbackFormatError) return answer(400, `${error.reason}: ${error.message}`)
    throw error
  }
  return processOnce(handler, callback, delivery)
}

async function processOnce(
  { options: { duplicates, onCallback }, report }: PreparedHandler,
  callback: Callback,
  delivery: Delivery,
): Promise<Answer> {
  const process = (): unknown => onCallback(callback, delivery)
  try {
    if (!duplicates) await process()
    else if ((await duplicates.once(delivery.id, process)) === 'busy') {
      // Not 503: with that status a sender may pause all that it has for us.
      return answer(409, 'this callback is being processed: deliver it again later')
    }
  } catch (error) {
    report(error)
    return answer(500, 'processing the callback failed: deliver it again')
  }
  return answer(204, '')
}

function answer(status: number, text: string, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    text,
    headers: text === '' ? headers : { 'content-type': 'text/plain; charset=utf-8', ...headers },
  }
}
