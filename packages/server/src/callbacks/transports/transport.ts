/** Header names in lower case. */
export type HeaderValues = Readonly<Record<string, string | readonly string[]>>

/** Where an attempt failed. `status` is an answer that does not acknowledge. */
export type FailureCause =
  'status' | 'timeout' | 'refused-address' | 'dns' | 'connect' | 'tls' | 'connection-lost' | 'protocol'

export interface CallbackRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** For the whole attempt: name resolution, connection, TLS, headers and body, in ms. */
  readonly deadlineMs: number
}

export interface Answered {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: HeaderValues
  /** As much as was read, at most `MAX_ANSWER_BYTES`; the rest may have been cut off or have broken off. */
  readonly body: Uint8Array
  readonly firstByteMs: number
  readonly durationMs: number
}

export interface Failed {
  readonly kind: 'failed'
  readonly cause: FailureCause
  /** One sentence for the operator. */
  readonly detail: string
  readonly durationMs: number
}

export type Answer =
  | Answered
  | Failed
  /** Given up because the sender stops: nothing is known, so nothing is recorded. */
  | { readonly kind: 'stopped' }

/** An answer is evidence, not content: more of it is not read. */
export const MAX_ANSWER_BYTES = 64 * 1024

/** A way to bring a callback to its receiver. */
export interface Transport extends AsyncDisposable {
  /** Makes one attempt, within the request's deadline. Never rejects: what goes wrong is an answer. */
  send(request: CallbackRequest, signal: AbortSignal): Promise<Answer>
}
