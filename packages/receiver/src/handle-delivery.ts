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
  /** One secret, a comma list like `LEMNIS_WEBHOOK_SECRET`, or an array. During a rotation it has all valid secrets. */
  readonly secrets: string | readonly string[] | undefined
  /** The callback is acknowledged when this resolves. When it throws or rejects, the callback is delivered again. */
  readonly onCallback: (callback: Callback, delivery: Delivery) => unknown
  /** Acknowledges callbacks that were processed before, without calling `onCallback` again. */
  readonly duplicates?: DuplicateFilter
  /** Gets errors of `onCallback` and of the duplicate store, and why a body could not be read; `console.error` by default. */
  readonly onError?: (error: unknown) => void
  /** The maximum difference between the clocks of sender and receiver, in seconds; 300 by default. */
  readonly toleranceS?: number
  /** Larger bodies are rejected with 413; 10 MiB by default. */
  readonly maxBytes?: number
}

/** `id` is the same for all attempts to deliver a callback. */
export type Delivery = SignedMessage

export interface HandlerResponse {
  readonly status: number
  /** Shown by Lemnis with the attempt. It repeats nothing of the request. */
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** A request of any kind of server. */
export interface IncomingDelivery {
  readonly method: string | undefined
  readonly headers: CallbackHeaders
  readonly readBody: (maxBytes: number) => Promise<BodyRead>
}

export type BodyRead =
  | { readonly kind: 'read'; readonly body: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The sender closed the connection. */
  | { readonly kind: 'aborted' }
  /** The body was read before the handler was called; `remedy` says what to change in the program. */
  | { readonly kind: 'consumed'; readonly remedy: string }

export interface PreparedHandler {
  readonly options: HandlerOptions
  readonly maxBytes: number
  readonly keys: readonly WebhookKey[]
  readonly report: (error: unknown) => void
}

/** @throws TypeError when the secrets are invalid or `onCallback` is no function: at the start of the program, not at its first callback. */
export function prepareHandler(options: HandlerOptions): PreparedHandler {
  // JavaScript checks no types, and every callback would be answered with 500.
  if (typeof options.onCallback !== 'function')
    throw new TypeError('onCallback must be a function, which processes a callback')
  return {
    options,
    maxBytes: options.maxBytes ?? MAX_BODY_BYTES,
    keys: webhookKeys(options.secrets),
    report: (error) => reportTo(options, error),
  }
}

/** An `onError` that throws must not leave a request without a response. */
function reportTo({ onError = (error) => console.error(error) }: HandlerOptions, error: unknown): void {
  try {
    onError(error)
  } catch (errorOfOnError) {
    console.error(errorOfOnError)
  }
}

/** Reads, verifies, parses and processes a callback. Returns the response. */
export async function handleDelivery(
  handler: PreparedHandler,
  request: IncomingDelivery,
): Promise<HandlerResponse> {
  if (request.method !== 'POST') return respond(405, 'callbacks are sent with POST', { allow: 'POST' })
  const read = await request.readBody(handler.maxBytes)
  switch (read.kind) {
    case 'read':
      return handleBody(handler, request.headers, read.body)
    case 'too-large':
      return respond(413, `larger than ${handler.maxBytes} bytes`)
    case 'aborted':
      return respond(400, 'the body broke off')
    case 'consumed':
      handler.report(new Error(read.remedy))
      return respond(500, read.remedy)
  }
}

async function handleBody(
  handler: PreparedHandler,
  headers: CallbackHeaders,
  body: Uint8Array,
): Promise<HandlerResponse> {
  const { keys, options, maxBytes } = handler
  const { toleranceS } = options
  let delivery: Delivery
  let callback: Callback
  try {
    delivery = verify({ headers, body, keys, ...(toleranceS === undefined ? {} : { toleranceS }) })
    callback = parseCallback(body, { maxBytes })
  } catch (error) {
    if (error instanceof WebhookVerificationError) return respond(401, `${error.reason}: ${error.message}`)
    if (error instanceof CallbackFormatError) return respond(400, `${error.reason}: ${error.message}`)
    throw error
  }
  return processOnce(handler, callback, delivery)
}

async function processOnce(
  { options: { duplicates, onCallback }, report }: PreparedHandler,
  callback: Callback,
  delivery: Delivery,
): Promise<HandlerResponse> {
  const process = (): unknown => onCallback(callback, delivery)
  try {
    if (!duplicates) await process()
    else if ((await duplicates.once(delivery.id, process)) === 'busy') {
      // Not 503: with that status a sender may pause all callbacks to this receiver.
      return respond(409, 'this callback is being processed: deliver it again later')
    }
  } catch (error) {
    report(error)
    return respond(500, 'processing the callback failed: deliver it again')
  }
  return respond(204, '')
}

function respond(status: number, text: string, headers: HandlerResponse['headers'] = {}): HandlerResponse {
  return {
    status,
    text,
    headers: text === '' ? headers : { 'content-type': 'text/plain; charset=utf-8', ...headers },
  }
}
