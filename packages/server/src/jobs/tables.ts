import type { Generated } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { JsonText } from '../db/json-text.ts'
import type { JobState } from './states.ts'

/** Why a job failed, as its Code shows it. */
export const FAILURE_CODES = [
  'InternalError',
  'InvalidArgument',
  'ResourceDownloadFailed',
  'ResourceNotFound',
  'ResourceNotSupported',
  'WriteTargetBucketDenied',
] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

/** Where in a bucket of this service outputs go: keys that may hold variables. */
export interface OutputDestination {
  readonly region: string
  readonly bucket: string
  readonly object?: string | undefined
  readonly spriteObject?: string | undefined
}

/** What a run came to: what the tag says, and the outputs that are results of their own. */
export interface JobResult {
  readonly value: JsonValue
  readonly files: readonly ResultFile[]
}

export interface ResultFile {
  readonly region: string
  readonly bucket: string
  readonly object: string
  /** Lowercase hex. */
  readonly md5: string
  readonly bytes: number
}

/** A message queue that takes callbacks. */
export interface JobMessageQueue {
  readonly mode?: 'Queue' | 'Topic' | undefined
  readonly name?: string | undefined
  readonly region?: string | undefined
}

/** What the job itself says about its callback; each field that is absent is the queue's to say. */
export interface JobCallback {
  /** An address, or `no`: nothing is sent, whatever the queue says. */
  readonly url?: string | undefined
  readonly format?: 'XML' | 'JSON' | undefined
  readonly type?: 'Url' | 'TDMQ' | undefined
  readonly mq?: JobMessageQueue | undefined
}

/** The run of a workflow that a job belongs to, and what its callback tells of it. */
export interface JobWorkflow {
  /** Of the node. */
  readonly name: string
  readonly runId: string
  readonly workflowId: string
  readonly workflowName: string
  readonly cosHeaders: readonly { readonly key: string; readonly value: string }[]
  /** The workflows that led to the run by their outputs. */
  readonly lineage: readonly string[]
}

/** What was asked for, as it was read from the request. */
export interface JobOrder {
  readonly output?: OutputDestination | undefined
  /** The tag's own part, from the request or the template: only the tag knows what it means. */
  readonly params: JsonValue
  readonly template?: { readonly id: string; readonly name: string } | undefined
  readonly userData?: string | undefined
  readonly customId?: string | undefined
  readonly queueType?: string | undefined
  readonly callback: JobCallback
  /** The W3C trace of the request that made the job. */
  readonly traceparent?: string | undefined
  readonly workflow?: JobWorkflow | undefined
  /** Of the batch that made the job or its run. */
  readonly batchId?: string | undefined
}

export interface JobRow {
  /** The order of submission: what listings and claims follow. */
  seq: Generated<number>
  id: string
  bucket_id: number
  /** `queues.id` */
  queue: number
  tag: string
  level: 0 | 1 | 2
  state: JobState
  input_key: string | null
  /** Those it comes from, if any: what it can be listed by. */
  workflow_id: string | null
  batch_id: string | null
  order: JsonText<JobOrder>
  result: JsonText<JobResult> | null
  code: FailureCode | null
  message: string | null
  tries: Generated<number>
  /** Runs whose worker vanished: not the job's fault, so counted apart. */
  losses: Generated<number>
  /** Runs that used up what a machine has, with no other job there: counted apart from its tries. */
  setbacks: Generated<number>
  lease_token: string | null
  lease_until: number | null
  /** The blob this run reads, whatever happens to the input's key meanwhile. */
  input_blob_id: string | null
  progress: Generated<number>
  created_at: number
  started_at: number | null
  ended_at: number | null
}

export interface SubmitKeyRow {
  bucket_id: number
  key: string
  digest: string
  job_ids: JsonText<readonly string[]>
  created_at: number
}

declare module '../db/database.ts' {
  interface Tables {
    jobs: JobRow
    submit_keys: SubmitKeyRow
  }

  interface Channels {
    /** Jobs wait, or room for one was made. */
    jobs: true
  }
}
