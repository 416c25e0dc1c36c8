import { z } from 'zod'
import { count, headerFields, isoTime, nextPage } from './values.ts'

export const attemptSchema = z.object({
  number: z.int().min(1),
  startedAt: isoTime,
  durationMs: count.nullable(),
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
  requestHeaders: headerFields.nullable(),
  responseHeaders: headerFields.nullable(),
  responseBody: z.string().nullable(),
  responseBodyBase64: z.string().optional().meta({ description: 'Of a body that is not UTF-8.' }),
})
export type AttemptJson = z.infer<typeof attemptSchema>

/** An attempt that is stored: its signatures can be computed again. */
export const storedAttemptSchema = attemptSchema.extend({
  signatures: z.array(z.object({ key: z.string().nullable() })).meta({
    description:
      'For each signature that was sent, the id of the key that made it, as in `secrets`; `environment 1` is the first of LEMNIS_WEBHOOK_SECRET. null: none of the keys that are known did.',
  }),
})
export type StoredAttemptJson = z.infer<typeof storedAttemptSchema>

export const attemptListSchema = z.object({ attempts: z.array(storedAttemptSchema) })

export const callbackSchema = z.object({
  id: z.string(),
  sequence: count,
  event: z.enum(['TaskFinish', 'WorkflowFinish']),
  jobId: z.string(),
  tag: z.string(),
  queueId: z.string(),
  bucket: z.string(),
  url: z.string(),
  endpoint: z.string(),
  contentType: z.string(),
  createdAt: isoTime,
  state: z.enum(['pending', 'paused', 'parked', 'delivered', 'dead']),
  nextAttemptAt: isoTime.nullable(),
  attempts: count,
  failures: count,
  lastAttempt: attemptSchema
    .pick({ startedAt: true, outcome: true, cause: true, status: true })
    .nullable()
    .meta({ description: 'null while none was made, or none is stored any more.' }),
  deadlineMs: z.int().min(1_000).max(60_000),
})
export type CallbackJson = z.infer<typeof callbackSchema>

/** The states that a list is filtered by; `undelivered` stands for the first three. */
export const callbackStateFilter = z.enum([...callbackSchema.shape.state.options, 'undelivered'])

/** The body is text, or base64 when it is not UTF-8. The headers are signed now, as the next attempt would send them. */
const message = {
  body: z.string().optional(),
  bodyBase64: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  sentTo: z
    .string()
    .optional()
    .meta({ description: 'Where it is sent instead of to `url`: LEMNIS_CALLBACK_TO.' }),
}

/** A callback with the message that the next attempt would send. */
export const callbackMessageSchema = callbackSchema.extend(message)
export type CallbackMessageJson = z.infer<typeof callbackMessageSchema>

/** A callback alone, with its message and all attempts so far. */
export const callbackDetailSchema = callbackMessageSchema.extend({
  attemptList: z.array(storedAttemptSchema),
})

/** Pages have messages only on request. */
export const listedCallbackSchema = callbackMessageSchema.extend({ headers: message.headers.optional() })
export const callbackPageSchema = z.object({ callbacks: z.array(listedCallbackSchema), next: nextPage })

const replay = z.object({
  sequence: count.meta({ description: 'Grows with each replay.' }),
  at: isoTime,
})
export const feedPageSchema = z.object({
  callbacks: z.array(listedCallbackSchema),
  cursor: z.int(),
  replays: z.array(listedCallbackSchema.extend({ replay })).optional(),
  replayCursor: z.int().optional(),
})
/** A page of the feed that was asked for with `include=body`. */
export const feedMessagesSchema = feedPageSchema.extend({
  callbacks: z.array(callbackMessageSchema),
  replays: z.array(callbackMessageSchema.extend({ replay })),
  replayCursor: z.int(),
})
export type ReplayJson = z.infer<typeof replay>

/** What the callback of a job that has none would be, signed now. */
const unsentSchema = callbackSchema
  .pick({ id: true, event: true, jobId: true, tag: true, queueId: true, bucket: true, contentType: true })
  .extend({ endedAt: isoTime, ...message })
export type UnsentJson = z.infer<typeof unsentSchema>

export const unsentPageSchema = z.object({
  callbacks: z.array(unsentSchema),
  next: z.string().nullable(),
  now: isoTime.meta({ description: 'The time of the service: the `since` of a later request.' }),
})

export const confirmedSchema = z.object({ confirmed: count })

export const replaySchema = z.object({
  matched: count,
  queued: count,
  dryRun: z.boolean(),
  firstDueAt: isoTime.nullable(),
  lastDueAt: isoTime.nullable(),
})

/** What came of sending a callback to another address. */
export const sentSchema = z.object({ attempt: attemptSchema, sentTo: message.sentTo })

export const sampleSchema = z.object({
  attempt: attemptSchema.extend({ requestBody: z.string() }),
  sentTo: message.sentTo,
})
export type SampleJson = z.infer<typeof sampleSchema>

/** The body of a callback with sample values. */
export const shownSampleSchema = z.object({ tag: z.string(), contentType: z.string(), body: z.string() })
