import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Outages } from '../base/outages/outages.ts'
import type { Variables } from '../config/check-settings.ts'
import type { Settings } from '../config/read-settings.ts'
import type { OpenedDatabase } from '../db/open-database.ts'
import type { Storage } from '../storage/storage.ts'

/** The set-up that is checked: that of a running service, or what a start would find. */
export interface DoctorContext {
  readonly environment: Variables
  readonly settings: Settings
  readonly dataDir: string
  /** This machine's own, also where the database has another one. */
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Jobs that this process runs at once; 0: none. */
  readonly concurrency: number
  /** The service's own, or opened for the checks, which brings the schema up to date. Throws what explains a failure. */
  readonly openDatabase: () => Promise<Pick<OpenedDatabase, 'db' | 'clock'>>
  /** Likewise. Throws StorageUnreachableError. */
  readonly openStorage: () => Promise<Storage>
  /** Of the running service. */
  readonly outages?: Outages | undefined
  /** Whether this process is the service, and not a command that checks what a start would find. */
  readonly isRunning: boolean
}

export interface DoctorOptions {
  /** An address for callbacks that has to be reachable. */
  readonly callbackUrl?: string | undefined
}

/** What each check is given. */
export type CheckContext = DoctorContext & DoctorOptions
