import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Transport } from '../../callbacks/transports/transport.ts'
import type { Database } from '../../db/database.ts'
import type { ServiceMetrics } from './metrics.ts'

/** What the routes of the management API may use. */
export interface Management {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly version: string
  /** `Clock.monotonic` at the start, ms. */
  readonly startedAt: number
  readonly adminToken: string
  readonly metrics: ServiceMetrics
  /** Whether the metrics need no token. */
  readonly metricsOpen: boolean
  /** What callbacks are sent by and signed with. */
  readonly transport: Transport
  readonly keys: () => readonly WebhookKey[]
  /** The environment names the keys, so that they are not this service's to rotate. */
  readonly keysAreGiven: boolean
}
