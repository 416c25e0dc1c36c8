import type { Resource } from '../../base/outages/outage.ts'
import type { RefusalCode } from '../refusal.ts'

/** Why a child could not finish. None of these is known to be the input's fault, so the task may be retried. */
export type BreakReason = 'crashed' | 'stalled' | 'timeout' | 'memory' | 'error'

/** How a media task ended. All but `done` is also how the run of a job may end. */
export type MediaResult =
  | { readonly kind: 'done'; readonly value: unknown }
  /** The input's fault: it would fail again, so it is not retried. */
  | { readonly kind: 'failed'; readonly code: RefusalCode; readonly message: string }
  /**
   * The message may be shown to a client: it contains nothing about this machine. `suspectsInput`: more likely than the
   * machine, the input is at fault.
   */
  | {
      readonly kind: 'broken'
      readonly reason: BreakReason
      readonly message: string
      readonly suspectsInput?: boolean
    }
  /** The machine’s fault, not the task's: it lacks disk space, descriptors or memory, or can't start a process. */
  | { readonly kind: 'unavailable'; readonly resource: Resource; readonly message: string }
  | { readonly kind: 'aborted' }
