import { z } from 'zod'

/** ISO 8601 in UTC with ms, as answers write it. */
export const shownTime = z.string().meta({ format: 'date-time' })
/** An ISO 8601 time with its offset, read as ms since 1970. */
export const givenTime = z.iso
  .datetime({ offset: true, error: 'a time like 2026-01-31T12:00:00.000Z is wanted' })
  .transform((text) => Date.parse(text))

export const toTime = (ms: number): string => new Date(ms).toISOString()
export const toTimeOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : toTime(ms)

const count = z.int().min(0)
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

export const attemptShape = z.object({
  number: z.int().min(1),
  startedAt: shownTime,
  durationMs: z.int().min(0).nullable(),
  timings: z.object({
    dnsMs: count.nullable(),
    connectMs: count.nullable(),
    tlsMs: count.nullable(),
    firstByteMs: count.nullable(),
  }),
  outcome: z.enum(['delivered', 'confirmed', 'retry', 'parked', 'dead', 'unknown']),
  cause: z.string().nullable(),
  detail: z.string().nullable(),
  status: z.int().nullable(),
  peer: z.string().nullable(),
  requestHeaders: headers.nullable(),
  responseHeaders: headers.nullable(),
  responseBody: z.string().nullable(),
})
export type ShownAttempt = z.infer<typeof attemptShape>

export const callbackShape = z.object({
  id: z.string(),
  sequence: z.int().min(0),
  event: z.enum(['TaskFinish', 'WorkflowFinish']),
  jobId: z.string(),
  tag: z.string(),
  queueId: z.string(),
  bucket: z.string(),
  url: z.string(),
  endpoint: z.string(),
  contentType: z.string(),
  createdAt: shownTime,
  state: z.enum(['pending', 'paused', 'parked', 'delivered', 'dead']),
  nextAttemptAt: shownTime.nullable(),
  attempts: count,
  failures: count,
  deadlineMs: z.int().min(1_000).max(60_000),
})

/** The body as text, or in base64 when it is not UTF-8; the headers signed now, as the next attempt would send them. */
const content = {
  body: z.string().optional(),
  bodyBase64: z.string().optional(),
  headers: z.record(z.string(), z.string()),
}
export const listedCallbackShape = callbackShape.extend({ ...content, headers: content.headers.optional() })
export const wholeCallbackShape = callbackShape.extend({ ...content, attemptList: z.array(attemptShape) })

export const endpointShape = z.object({
  endpoint: z.string(),
  bucket: z
    .string()
    .nullable()
    .meta({ description: 'Only what this bucket sends there; null is all of it.' }),
  address: z
    .string()
    .nullable()
    .meta({ description: 'Only what the bucket sends to this address, a URL without its query.' }),
  state: z.enum(['working', 'failing', 'paused', 'parked']),
  failures: count,
  since: shownTime.nullable(),
  pausedUntil: shownTime.nullable(),
  reason: z.string().nullable(),
  waiting: count,
})

export const jobShape = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  queueId: z.string(),
  tag: z.string(),
  state: z.enum(['Submitted', 'Running', 'Success', 'Failed', 'Pause', 'Cancel']),
  input: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  progress: z.int().min(0).max(100),
  tries: count,
  createdAt: shownTime,
  startedAt: shownTime.nullable(),
  endedAt: shownTime.nullable(),
})

/** What only one job alone is shown with. */
export const jobWorkShape = z.object({
  outputs: z
    .array(
      z.object({
        region: z.string(),
        bucket: z.string(),
        object: z.string(),
        md5: z.string().meta({ description: 'Lowercase hex.' }),
        bytes: count,
      }),
    )
    .meta({ description: 'Empty until the job has succeeded; of HLS and DASH the list alone.' }),
  workflow: z
    .object({ runId: z.string(), workflowId: z.string(), node: z.string() })
    .nullable()
    .meta({ description: 'The run that the job belongs to.' }),
  batch: z.string().nullable(),
})

export const templateShape = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  tag: z.string(),
  name: z.string(),
  createdAt: shownTime,
  updatedAt: shownTime,
})

export const workflowShape = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  name: z.string(),
  state: z.enum(['Active', 'Paused']),
  createdAt: shownTime,
  updatedAt: shownTime,
})

export const executionShape = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  batchId: z.string().nullable(),
  object: z.string(),
  state: z.enum(['Running', 'Success', 'Failed', 'Cancel']),
  createdAt: shownTime,
  endedAt: shownTime.nullable(),
})

export const batchShape = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  type: z.enum(['Job', 'Workflow']),
  name: z.string(),
  workflowId: z.string().nullable(),
  state: z.enum(['Running', 'Success', 'Failed', 'Cancel']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  seen: count.meta({ description: 'Objects that were listed, also those outside of TimeInterval.' }),
  refused: count.meta({ description: 'Entries of a file that name no object of the bucket.' }),
  submitted: count.meta({ description: 'Jobs, or runs of the workflow.' }),
  succeeded: count,
  failed: count,
  cancelled: count,
  createdAt: shownTime,
  endedAt: shownTime.nullable(),
})

export const taskShape = z.object({
  node: z.string(),
  type: z.string(),
  state: z.string(),
  jobId: z.string().nullable(),
  message: z.string().nullable(),
  createdAt: shownTime.nullable(),
  startedAt: shownTime.nullable(),
  endedAt: shownTime.nullable(),
})

export const accessKeyShape = z.object({
  secretId: z.string(),
  name: z.string(),
  buckets: z
    .array(z.string())
    .nullable()
    .meta({ description: 'The only ones that it reaches; null is all.' }),
  state: z.enum(['enabled', 'disabled']),
  createdAt: shownTime,
})

export const queueShape = z.object({
  id: z.string(),
  bucket: z.string(),
  name: z.string(),
  category: z.string(),
  state: z.enum(['Active', 'Paused']),
  waiting: count,
  running: count,
  maxConcurrent: count,
  maxSize: count,
  callbackDeadlineMs: z.int().nullable(),
})
