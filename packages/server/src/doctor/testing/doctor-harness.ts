import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Server } from 'node:net'
import { afterEach, beforeEach } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import type { CheckResult, Diagnosis } from '../../base/check.ts'
import { dropTestDatabase, testDatabaseUrl } from '../../db/testing/test-database.ts'
import { CHECKS } from '../checks.ts'
import { runChecksOffline } from '../run-checks-offline.ts'

interface Options {
  readonly settings?: Readonly<Record<string, string>>
  readonly callbackUrl?: string
  readonly limitMs?: number
}

/** A data directory and a database for each test, and the settings that name them. */
export class DoctorHarness {
  dataDir = ''
  environment: Record<string, string> = {}

  constructor() {
    beforeEach(async () => {
      this.dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-doctor-'))
      const url = await testDatabaseUrl(this.dataDir)
      this.environment = {
        LEMNIS_DATA_DIR: this.dataDir,
        LEMNIS_LOG_LEVEL: 'silent',
        ...(url !== undefined && { DATABASE_URL: url }),
      }
    })
    afterEach(async () => {
      await rm(this.dataDir, { recursive: true, force: true })
      await dropTestDatabase(this.dataDir)
    })
  }

  /** Runs all checks with further settings. */
  runAll(settings: Readonly<Record<string, string>>): Promise<Diagnosis> {
    return runChecksOffline({ ...this.environment, ...settings }, {}, new AbortController().signal)
  }

  /** Runs the checks of these names, in their order. */
  async run(
    names: readonly string[],
    { settings, ...options }: Options = {},
  ): Promise<readonly CheckResult[]> {
    const checks = CHECKS.filter(({ name }) => names.includes(name))
    const environment = { ...this.environment, ...settings }
    const never = new AbortController().signal
    return (await runChecksOffline(environment, { ...options, checks }, never)).checks
  }
}

export const failure = (what: RegExp, advice: RegExp) => [
  { state: 'failed', what: matching(what), advice: matching(advice) },
]

export function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
