import type { WebhookKey } from '@lemnis/receiver'
import type { Diagnosis } from '../../base/check.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Transport } from '../../callbacks/transports/transport.ts'
import type { KeyDirectory } from '../key-directory.ts'
import type { Probed } from './probes.ts'

/** What the routes of the management API may use. */
export interface Management extends Probed {
  readonly ids: Ids
  readonly log: Log
  readonly version: string
  /** `Clock.monotonic` at the start, ms. */
  readonly startedAt: number
  /** What callbacks are sent by and signed with. */
  readonly transport: Transport
  readonly keys: () => readonly WebhookKey[]
  /** The environment names the keys, so that they are not this service's to rotate. */
  readonly keysAreGiven: boolean
  /** Examines the set-up of this process; `undefined` while somebody else has it examined. */
  readonly diagnose: (
    wanted: { readonly callbackUrl?: string | undefined },
    signal: AbortSignal,
  ) => Promise<Diagnosis | undefined>
  /** Whether cancelling reaches jobs that run. */
  readonly cancelRunning: boolean
  /** What clients sign with. */
  readonly accessKeys: KeyDirectory
}
