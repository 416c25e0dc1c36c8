import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Outages } from '../base/outages.ts'
import type { Variables } from '../config/check-settings.ts'
import type { Settings } from '../config/read-settings.ts'
import type { OpenedDatabase } from '../db/open-database.ts'
import type { Storage } from '../storage/storage.ts'

/** A set-up as its checks see it: that of a service which runs, or what a start would find. */
export interface Patient {
  readonly environment: Variables
  readonly settings: Settings
  readonly dataDir: string
  /** This machine's own, whatever the database goes by. */
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Jobs that this process runs at once; 0: none. */
  readonly concurrency: number
  /** The service's own, or opened for the checks. Brings the schema up to date. Throws what says why not. */
  readonly openDatabase: () => Promise<Pick<OpenedDatabase, 'db' | 'clock'>>
  /** Likewise. Throws StorageUnreachableError. */
  readonly openStorage: () => Promise<Storage>
  /** Of the service that runs. */
  readonly outages?: Outages | undefined
  /** Whether this process is the service; else it only looks at what a start would find. */
  readonly isRunning: boolean
}

export interface ExamineWanted {
  /** An address for callbacks that has to be there. */
  readonly callbackUrl?: string | undefined
}

/** What the checks are given. */
export type Subject = Patient & ExamineWanted
