import type { Resource } from '../../base/outage.ts'
import type { RefusalCode } from '../refusal.ts'

/** Why a child could not finish; none of it is the input's proven fault, so the task may be tried again. */
export type BreakReason = 'crashed' | 'stalled' | 'timeout' | 'memory' | 'error'

/** How a media task ended. All but `done` is also how the run of a job may end. */
export type MediaResult =
  | { readonly kind: 'done'; readonly value: unknown }
  /** The input's fault: it fails again, so it is not retried. */
  | { readonly kind: 'failed'; readonly code: RefusalCode; readonly message: string }
  /** The message may be shown to a client: it names nothing of this machine. */
  | { readonly kind: 'broken'; readonly reason: BreakReason; readonly message: string }
  /** The machine’s fault, whatever the task: it has no room, no descriptor, no memory, or starts no process. */
  | { readonly kind: 'unavailable'; readonly resource: Resource; readonly message: string }
  | { readonly kind: 'aborted' }
