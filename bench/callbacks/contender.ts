/** A way to deliver callbacks. */
export interface Contender {
  /** Stores callbacks to these URLs. When it resolves, they are as durable as the contender makes them. */
  insert(urls: readonly string[]): Promise<void>
  /** Delivers the stored callbacks until `signal` aborts. */
  send(signal: AbortSignal): Promise<void>
  /** Resolves when all callbacks are delivered, and recorded as delivered. */
  untilDelivered(): Promise<void>
  /** Returns the CPU time of the contender's database server, in µs; missing when the database is in the process. */
  databaseCpuUs?(): Promise<number>
  /** Queues all delivered callbacks again. */
  replay?(): Promise<void>
}

/** The attempts of BullMQ's queue, as many as Lemnis makes. */
export const ATTEMPTS = 15

/** Concurrent requests. */
export const SLOTS = 50
