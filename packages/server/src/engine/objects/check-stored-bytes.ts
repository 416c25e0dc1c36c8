import type { Finding, Looked, Problem } from '../../base/check.ts'
import { shownBytes } from '../../base/show-bytes.ts'
import { shownSpan } from '../../base/show-span.ts'
import { findBlobUses, showBlobUse } from '../../buckets/named-blobs.ts'
import { listDamage, readScrub, type ScrubState } from '../../buckets/scrub-store.ts'
import type { Queryable } from '../../db/database.ts'
import type { StorageSettings } from '../../storage/config.ts'

/** Of damaged blobs so many are named. */
const MOST_NAMED = 10
const MOST_COUNTED = 1_000
const ADVICE =
  'Put the object again, or restore its blob from a backup; "lemnis storage verify" lists all that are damaged.'

export interface StoredBytesOptions {
  readonly db: Queryable
  readonly settings: Pick<StorageSettings, 's3' | 'scrubDays'>
  /** By the clock that all processes use, ms since 1970. */
  readonly now: number
}

/** What the slow reading of all stored bytes has found. */
export async function checkStoredBytes({ db, settings, now }: StoredBytesOptions): Promise<Looked> {
  if (settings.s3)
    return { skipped: 'Reading costs money on S3: "lemnis storage verify" does it when it is asked.' }
  if (settings.scrubDays === 0) {
    return { skipped: 'LEMNIS_SCRUB_DAYS is 0, so that only "lemnis storage verify" reads all stored bytes.' }
  }
  const [state, damaged] = [await readScrub(db), await listDamage(db, MOST_COUNTED)]
  const problems: Problem[] = []
  let count = 0
  for (const { blob_id: id, kind, found_at: foundAt } of damaged) {
    const [use] = await findBlobUses(db, id, 1)
    if (!use) continue
    count += 1
    if (problems.length === MOST_NAMED) continue
    const what = `The stored bytes of ${showBlobUse(use)} are ${kind} (blob ${id}, found ${shownSpan(now - foundAt)} ago).`
    problems.push({ state: 'failed', what, advice: ADVICE })
  }
  const { found, figures } = describe(state, now)
  return {
    found: `${found}, ${count} damaged or missing`,
    figures: { ...figures, damaged: count },
    problems: problems.map((problem) => ({ ...problem, about: { kind: 'blobs_damaged', count } })),
  }
}

function describe(state: ScrubState | undefined, now: number): Pick<Finding, 'found' | 'figures'> {
  if (!state) return { found: 'not begun yet', figures: {} }
  const { blobs, bytes, after, began_at: beganAt, ended_at: endedAt } = state
  const read = `${blobs} blobs (${shownBytes(bytes)}) read`
  const when =
    after === null && endedAt !== null
      ? `in the round that ended ${shownSpan(now - endedAt)} ago`
      : `since ${shownSpan(now - beganAt)}, and going on`
  return { found: `${read} ${when}`, figures: { blobs, bytes, isReading: after !== null } }
}
