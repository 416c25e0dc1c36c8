/** A way to deliver callbacks. */
export interface Contender {
  /** Keeps callbacks to these addresses; when it ends they are as safe as the contender makes them. */
  insert(urls: readonly string[]): Promise<void>
  /** Delivers what is kept until `signal` aborts. */
  send(signal: AbortSignal): Promise<void>
  /** Ends when all is delivered, and known to be. */
  untilDelivered(): Promise<void>
  /** Processor time of a database that serves this contender alone, in µs; none when it is part of the process. */
  databaseCpuUs?(): Promise<number>
  /** Queues again all that was delivered so far, from a first time on. */
  replay?(): Promise<void>
}

/** Attempts in the peer's queue, as many as ours makes. */
export const ATTEMPTS = 15

/** Requests at once. */
export const SLOTS = 50
