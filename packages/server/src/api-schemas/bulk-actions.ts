import { z } from 'zod'
import { callbackSchema } from './callbacks.ts'
import { jobSchema } from './jobs.ts'
import { count, isoTime } from './values.ts'

const bulkVerb = z.enum(['replay', 'cancel', 'rerun'])

export const bulkActionSchema = z.object({
  id: z.int().min(1),
  action: bulkVerb,
  filter: z
    .record(z.string(), z.string())
    .meta({ description: 'What it was chosen by; `until` and `upTo` are of its start.' }),
  ratePerSecond: z.number().nullable().meta({ description: 'null: as fast as it goes.' }),
  state: z.enum(['Running', 'Done', 'Stopped']),
  matched: count.meta({ description: 'At its start.' }),
  done: count,
  skipped: count.meta({ description: 'For which it was too late, or that were refused.' }),
  message: z.string().nullable().meta({ description: 'Why one was skipped last, or what it waits for.' }),
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
})
export type BulkActionJson = z.infer<typeof bulkActionSchema>

export const bulkActionListSchema = z.object({ actions: z.array(bulkActionSchema) })

/** What was asked for with `dryRun`, and what was started. */
export const bulkStartSchema = z.object({
  dryRun: z.boolean(),
  matched: count,
  isMore: z.boolean().meta({ description: 'More match than one action may deal with: it can’t be started.' }),
  oldestAt: isoTime.nullable(),
  newestAt: isoTime.nullable(),
  lastsS: z.number().nullable().meta({ description: 'At this rate, in seconds.' }),
  firstJobs: z.array(jobSchema).meta({ description: 'Whose turn is first.' }),
  firstCallbacks: z.array(callbackSchema),
  action: bulkActionSchema.nullable().meta({ description: 'null with `dryRun`, and when nothing matched.' }),
})
export type BulkStartJson = z.infer<typeof bulkStartSchema>
