import { z } from 'zod'

// What the management API answers, as far as a person is shown it. Loose: `--json` passes on what is not known here.

export const problem = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

const text = z.string().nullish()
const number = z.number().nullish()
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())])).nullish()

export const attempt = z.looseObject({
  number: z.number(),
  startedAt: z.string(),
  durationMs: number,
  timings: z.looseObject({ dnsMs: number, connectMs: number, tlsMs: number, firstByteMs: number }).nullish(),
  outcome: z.string(),
  cause: text,
  detail: text,
  status: number,
  peer: text,
  requestHeaders: headers,
  requestBody: text,
  responseHeaders: headers,
  responseBody: text,
})
export type Attempt = z.infer<typeof attempt>

export const callback = z.looseObject({
  id: z.string(),
  sequence: z.number(),
  event: z.string(),
  jobId: text,
  tag: text,
  queueId: text,
  bucket: text,
  url: z.string(),
  endpoint: z.string(),
  contentType: z.string(),
  createdAt: z.string(),
  state: z.enum(['pending', 'paused', 'parked', 'delivered', 'dead']),
  nextAttemptAt: text,
  attempts: z.number(),
  failures: number,
  deadlineMs: number,
})
export type Callback = z.infer<typeof callback>

/** With its bytes, and headers signed now. */
export const wholeCallback = callback.extend({
  body: text,
  bodyBase64: text,
  headers: z.record(z.string(), z.string()),
})
export type WholeCallback = z.infer<typeof wholeCallback>

export const explainedCallback = wholeCallback.extend({ attemptList: z.array(attempt) })

export const callbackPage = z.looseObject({ callbacks: z.array(callback), next: z.number().nullable() })
export const feedPage = z.looseObject({ callbacks: z.array(wholeCallback), cursor: z.number() })

export const endpoint = z.looseObject({
  endpoint: z.string(),
  bucket: text,
  address: text,
  state: z.enum(['working', 'failing', 'paused', 'parked']),
  failures: number,
  since: text,
  pausedUntil: text,
  reason: text,
  waiting: number,
})
export type Endpoint = z.infer<typeof endpoint>

export const endpointList = z.looseObject({ endpoints: z.array(endpoint) })
export const endpointChange = z.looseObject({ endpoint, resumed: number })

export const replayed = z.looseObject({
  matched: z.number(),
  queued: z.number(),
  dryRun: z.boolean(),
  firstDueAt: text,
  lastDueAt: text,
})
export const confirmed = z.looseObject({ confirmed: z.number() })
export const sampled = z.looseObject({ attempt })

export const secretList = z.looseObject({
  secrets: z.array(
    z.looseObject({ id: z.union([z.string(), z.number()]), createdAt: text, retiresAt: text }),
  ),
})
export const rotated = z.looseObject({
  secret: z.string(),
  retires: z.array(z.looseObject({ id: z.union([z.string(), z.number()]), retiresAt: z.string() })),
})

/** Jobs, queues and templates are shown by the plain fields they have. */
export const jobPage = z.looseObject({ jobs: z.array(z.looseObject({})), next: number })
export const job = z.looseObject({})
/** A queue without what it has to do just now. */
export const queueSettings = z.looseObject({})
export const queueList = z.looseObject({ queues: z.array(z.looseObject({})) })

export const workflowPage = z.looseObject({ workflows: z.array(z.looseObject({})), next: number })
export const executionPage = z.looseObject({ executions: z.array(z.looseObject({})), next: number })
export const execution = z.looseObject({
  tasks: z.array(z.looseObject({})),
  callbacks: z.array(z.looseObject({})),
})
/** Of a run of a workflow, or a batch. */
export const cancelled = z.looseObject({ cancelled: z.string() })
export const batchPage = z.looseObject({ batches: z.array(z.looseObject({})), next: number })
export const batch = z.looseObject({})
export const templatePage = z.looseObject({ templates: z.array(z.looseObject({})), next: number })

/** A client's key, never its secret. */
export const accessKey = z.looseObject({
  secretId: z.string(),
  name: z.string(),
  buckets: z.array(z.string()).nullable(),
  state: z.string(),
  createdAt: z.string(),
})
export type AccessKey = z.infer<typeof accessKey>
export const accessKeyList = z.looseObject({ keys: z.array(accessKey) })
export const accessKeyMade = accessKey.extend({ secretKey: z.string() })
export const accessKeyGone = z.looseObject({ deleted: z.string() })
export const temporaryKey = z.looseObject({
  secretId: z.string(),
  secretKey: z.string(),
  token: z.string(),
  expiresAt: z.string(),
})

export const status = z.looseObject({})

export const diagnosis = z.looseObject({
  state: z.enum(['ok', 'warning', 'failed']),
  checks: z.array(
    z.looseObject({
      name: z.string(),
      state: z.enum(['ok', 'warning', 'failed', 'skipped']),
      found: z.string(),
      problems: z.array(z.looseObject({ state: z.string(), what: z.string(), advice: z.string() })),
    }),
  ),
})
export type ShownDiagnosis = z.infer<typeof diagnosis>

/** The exact bytes of a callback. */
export function bytesOf(whole: WholeCallback): Buffer {
  if (typeof whole.bodyBase64 === 'string') return Buffer.from(whole.bodyBase64, 'base64')
  return Buffer.from(whole.body ?? '', 'utf8')
}
