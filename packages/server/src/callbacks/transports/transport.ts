/** Header names in lower case. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Where an attempt failed. `status` is an answer that does not acknowledge, `broker` a message broker that did not
 * take the message.
 */
export type FailureCause =
  | 'status'
  | 'broker'
  | 'timeout'
  | 'refused-address'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'connection-lost'
  | 'protocol'

export interface CallbackRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** For the whole attempt: name resolution, connection, TLS, headers and body, in ms. */
  readonly deadlineMs: number
}

/**
 * How long each step took, in ms. `null` when a kept connection had it behind it, when there was nothing to do (the
 * address is no name, the URL no https), or when it was not finished.
 */
export interface AttemptTimings {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
  /** From the start of the attempt to the head of the answer. */
  readonly firstByteMs: number | null
}

/** What is known of an attempt however it ended. */
export interface AttemptEvidence {
  readonly durationMs: number
  readonly timings: AttemptTimings
  /** What was connected to: `203.0.113.5:443`, `[2001:db8::7]:443`. `null` when no connection came about. */
  readonly peer: string | null
  /** Whether the connection had served an attempt before. */
  readonly reused: boolean
}

export interface Answered extends AttemptEvidence {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: HeaderValues
  /** As much as was read, at most `MAX_ANSWER_BYTES`; the rest may have been cut off or have broken off. */
  readonly body: Uint8Array
}

/** A message broker took the message: from here on it is the broker's to keep. */
export interface Confirmed extends AttemptEvidence {
  readonly kind: 'confirmed'
}

export interface Failed extends AttemptEvidence {
  readonly kind: 'failed'
  readonly cause: FailureCause
  /** One sentence for the operator. */
  readonly detail: string
  /** A connection stood and the request went out on it; false when the way there failed: name, connection, TLS. */
  readonly reached: boolean
}

export type Answer =
  | Answered
  | Confirmed
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
