import type { BulkStartJson } from '../../api-schemas/bulk-actions.ts'
import { readCallbacks } from '../../callbacks/operator/read-callbacks.ts'
import type { Queryable } from '../../db/database.ts'
import type { BulkPreview, BulkRequest } from '../../engine/bulk/start-bulk-action.ts'
import { readBrowsed } from '../../engine/operator/browse-jobs.ts'
import { serializeCallback } from './callbacks/serialize-callback.ts'
import { serializeJob } from './jobs/serialize-job.ts'
import { toIsoTimeOrNull } from './times.ts'

/** What a bulk action would deal with, for a person to decide by. */
export async function showPreview(
  db: Queryable,
  { action, ratePerSecond }: BulkRequest,
  { matched, isMore, first, last }: BulkPreview,
): Promise<Omit<BulkStartJson, 'dryRun' | 'action'>> {
  const shown = last === undefined || first.includes(last) ? first : [...first, last]
  const jobs = action === 'replay' ? [] : await readBrowsed(db, shown)
  const callbacks = action === 'replay' ? await readCallbacks(db, shown) : []
  const times = [...jobs.map(({ createdAt }) => createdAt), ...callbacks.map((row) => row.created_at)]
  return {
    matched,
    isMore,
    oldestAt: toIsoTimeOrNull(times.length === 0 ? null : Math.min(...times)),
    newestAt: toIsoTimeOrNull(times.length === 0 ? null : Math.max(...times)),
    lastsS: ratePerSecond === undefined ? null : Math.ceil(Math.max(0, matched - 1) / ratePerSecond),
    firstJobs: jobs.slice(0, first.length).map(serializeJob),
    firstCallbacks: callbacks.slice(0, first.length).map(serializeCallback),
  }
}
