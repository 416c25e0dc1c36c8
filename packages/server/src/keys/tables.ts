import type { JsonText } from '../db/json-text.ts'

export const KEY_STATES = ['enabled', 'disabled'] as const
export type KeyState = (typeof KEY_STATES)[number]

export interface AccessKeyRow {
  secret_id: string
  secret_key: string
  name: string
  /** Null: all buckets. */
  buckets: JsonText<readonly string[]> | null
  /** JSON, as it was checked when the key was made. */
  policy: string | null
  state: KeyState
  created_at: number
}

declare module '../db/database.ts' {
  interface Tables {
    access_keys: AccessKeyRow
  }

  interface Channels {
    /** A key was made, changed or deleted. */
    'access-keys': true
  }
}
