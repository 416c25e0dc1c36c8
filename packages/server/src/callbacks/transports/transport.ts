/** Header names in lower case. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Where an attempt failed. `status`: the response does not acknowledge. `broker`: a message broker did not accept the
 * message.
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

export interface Failure {
  readonly cause: FailureCause
  /** One sentence for the operator. */
  readonly detail: string
}

export interface CallbackRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** For the whole attempt: name resolution, connection, TLS, headers and body, in ms. */
  readonly deadlineMs: number
}

/**
 * How long each step took, in ms. `null` when a step was not finished or not needed. A reused connection needs none of
 * the first three, an IP address no DNS, and plain HTTP no TLS.
 */
export interface AttemptTimings {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
  /** From the start of the attempt to the status line of the response. */
  readonly firstByteMs: number | null
}

/** What is known of every attempt, however it ended. */
export interface AttemptEvidence {
  readonly durationMs: number
  readonly timings: AttemptTimings
  /** The remote address and port: `203.0.113.5:443`, `[2001:db8::7]:443`. `null` without a connection. */
  readonly peer: string | null
  /** Whether the connection had served an attempt before. */
  readonly reused: boolean
}

/** The receiver sent an HTTP response. */
export interface Answered extends AttemptEvidence {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: HeaderValues
  /** What was read of it, at most `MAX_RESPONSE_BYTES`; it may be incomplete. */
  readonly body: Uint8Array
}

/** A message broker confirmed the message: from here on the broker keeps it. */
export interface Confirmed extends AttemptEvidence {
  readonly kind: 'confirmed'
}

/** There was no response. */
export interface Failed extends AttemptEvidence, Failure {
  readonly kind: 'failed'
  /** Whether the request was sent over an established connection. False when DNS, connect or TLS failed. */
  readonly reached: boolean
}

/** How an attempt ended. */
export type TransportResponse = Answered | Confirmed | Failed

/** Whether anything of the request left: not when DNS, connect or TLS failed. */
export const wasSent = (response: TransportResponse): boolean =>
  response.kind !== 'failed' || response.reached

/** The sender stopped during the attempt. The next start records it with an unknown outcome, from the journal. */
export interface Stopped {
  readonly kind: 'stopped'
}

/** A response is evidence, not content: no more of it is read. */
export const MAX_RESPONSE_BYTES = 64 * 1024

/** Delivers callbacks over one protocol. */
export interface Transport extends AsyncDisposable {
  /** Makes one attempt within the request's deadline. Never rejects: a failure is returned as `Failed`. */
  send(request: CallbackRequest, signal: AbortSignal): Promise<TransportResponse | Stopped>
}
