import type { Callback } from '@lemnis/receiver'

/** A callback as it arrived. */
export interface ReceivedCallback {
  /** `msg_…`: the same for all attempts of one callback. */
  readonly id: string
  /** Of `@lemnis/receiver`, whatever the format. */
  readonly callback: Callback
  /** The exact bytes, as text. */
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** The path that was called. */
  readonly path: string
  /** What it was answered with; 0 for `'reset'`, when the connection was closed without an answer. */
  readonly status: number
}

/** What of a callback has to be so; a function decides on all of it. */
export type CallbackFilter =
  | { readonly jobId?: string; readonly tag?: string; readonly state?: string; readonly event?: string }
  | ((received: ReceivedCallback) => boolean)

export interface WaitOptions {
  /** 30,000 ms by default. */
  readonly timeoutMs?: number
}

/** How an attempt fails: with a status, or with a connection that is closed without an answer. */
export type Failure = { readonly status: number } | 'reset'
