import type { JsonValue } from '../base/json.ts'
import type { JsonText } from '../db/json-text.ts'

interface SoundViewRow {
  id: string
  source_blob_id: string
  /** Of a difference: what is subtracted from the source. */
  other_blob_id: string | null
  /** What is known of the sound. */
  details: JsonText<JsonValue>
  /** Of all its files. */
  bytes: number
  made_at: number
  /** To the hour. */
  used_at: number
}

export interface SoundViewFileRow {
  view_id: string
  name: 'peaks' | 'tiles' | 'sound'
  blob_id: string
  size: number
  crc64: string
}

declare module '../db/database.ts' {
  interface Tables {
    sound_views: SoundViewRow
    sound_view_files: SoundViewFileRow
  }
}
