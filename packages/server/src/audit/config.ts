import { numberSetting, type ReadSetting } from '../base/settings.ts'

const DAY_MS = 24 * 3_600_000

export interface AuditSettings {
  /** How long an entry is kept. */
  readonly keepMs: number
  /** How many entries are kept at most. */
  readonly keepEntries: number
}

export function readAuditSettings(read: ReadSetting): AuditSettings {
  return {
    keepMs:
      DAY_MS *
      read(
        numberSetting({
          env: 'LEMNIS_AUDIT_KEEP_DAYS',
          about: 'How many days the audit trail of the management API and the console is kept',
          fallback: 90,
          min: 1,
          max: 36_500,
        }),
      ),
    keepEntries: read(
      numberSetting({
        env: 'LEMNIS_AUDIT_KEEP',
        about: 'How many entries of the audit trail are kept at most; the oldest go first',
        fallback: 200_000,
        min: 1_000,
        max: 100_000_000,
      }),
    ),
  }
}
