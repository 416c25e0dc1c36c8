import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Database } from '../../db/database.ts'
import type { InFlightJournal } from './in-flight-journal.ts'
import type { SchedulerLimits } from './scheduling/scheduler.ts'
import type { Attempt } from './attempt.ts'
import type { Redirect } from '../redirect.ts'
import type { Transport } from '../transports/transport.ts'

export interface SenderOptions {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly transport: Transport
  /** Every callback is signed with each of them. Called for each attempt. */
  readonly keys: () => readonly WebhookKey[]
  /** True when no other process can have this database open. */
  readonly soleProcess: boolean
  /** Where all callbacks go instead of their own addresses. */
  readonly redirect?: Redirect | undefined
  /** The pauses after failed attempts, ms; the usual ones when left out. */
  readonly retryPausesMs?: readonly number[] | undefined
  /** Makes attempts that a crash cut off visible. */
  readonly journal?: InFlightJournal
  /** Called after each attempt is recorded. */
  readonly onAttempt?: (attempt: Attempt) => void
  readonly limits?: SchedulerLimits
}
