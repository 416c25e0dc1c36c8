import type { WebhookKey } from '@lemnis/receiver'
import type { CheckResult, Diagnosis } from '../../base/check.ts'
import type { SettingJson } from '../../api-schemas/settings.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Redirect } from '../../callbacks/redirect.ts'
import type { Transport } from '../../callbacks/transports/transport.ts'
import type { JobEngine } from '../../engine/engine.ts'
import type { Storage } from '../../storage/storage.ts'
import type { RecentActivity } from './activity/recent-activity.ts'
import type { KeyDirectory } from '../key-directory.ts'
import type { ChangeWatch } from '../events/change-watch.ts'
import type { SoundViews } from '../sound-views/sound-views.ts'
import type { SubmitContext } from '../submit-request.ts'
import type { Role } from '../../sessions/tables.ts'
import type { AuditTrail } from './audit/audit-trail.ts'
import type { WorkerFacts } from '../../workers/store.ts'
import type { IdentifyCaller } from './caller.ts'
import type { ProbeContext } from './probes.ts'

/** What the routes of the management API may use. */
export interface ApiContext extends ProbeContext, SubmitContext {
  readonly engine: JobEngine
  readonly ids: Ids
  readonly log: Log
  readonly storage: Storage
  readonly soundViews: SoundViews
  readonly activity: RecentActivity
  /** What the streams of events tell. */
  readonly changes: ChangeWatch
  readonly version: string
  /** `Clock.monotonic` at the start, ms. */
  readonly startedAt: number
  /** What callbacks are sent by and signed with. */
  readonly transport: Transport
  /** Where all callbacks go instead of their own addresses. */
  readonly redirect: Redirect | undefined
  readonly keys: () => readonly WebhookKey[]
  /** The environment names the keys, so the service can't rotate them. */
  readonly keysAreGiven: boolean
  /** Writes the keys that sign now beside the other secrets of this process. Returns the file, if there was room. */
  readonly copyKeys: () => Promise<string | undefined>
  /** Runs the checks of the doctor; `undefined` while another request has them run. */
  readonly diagnose: (
    options: { readonly callbackUrl?: string | undefined },
    signal: AbortSignal,
  ) => Promise<Diagnosis | undefined>
  /** Returns what the checks of the doctor find that may run all the time. */
  readonly inspect: () => Promise<readonly CheckResult[]>
  /** The bucket of a request that names none. */
  readonly defaultBucket: string | undefined
  /** Whether a cancel also stops jobs that run. */
  readonly cancelRunning: boolean
  /** What clients sign with. */
  readonly accessKeys: KeyDirectory
  readonly identify: IdentifyCaller
  readonly audit: AuditTrail
  /** The worker of this process; `undefined`: it runs no jobs. */
  readonly ownWorker: WorkerFacts | undefined
  /** Every setting of this process, as it is in effect; the text of a secret is empty. */
  readonly describeSettings: () => readonly (Pick<SettingJson, 'name' | 'about' | 'isSecret' | 'origin'> & {
    readonly text: string
    readonly fallback: string
  })[]
  /** Makes a link that signs a browser in to the console; `undefined` while there are too many. */
  readonly createConsoleLink: (
    role: Role,
  ) => Promise<{ readonly code: string; readonly expiresAt: number } | undefined>
  /** Where the console answers; `undefined`: it is off. */
  readonly consoleAt: { readonly origin: string | undefined } | undefined
}
