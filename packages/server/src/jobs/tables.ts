import type { Generated } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { JsonText } from '../db/json-text.ts'
import type { FailureCode } from './failure-codes.ts'
import type { JobState } from './states.ts'

/** The bucket and keys of outputs; keys may have variables. */
export interface OutputDestination {
  readonly region: string
  readonly bucket: string
  readonly object?: string | undefined
  readonly spriteObject?: string | undefined
}

/** The outcome of a run: the tag's result, and the outputs that are results of their own. */
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

/** A message queue for callbacks. */
export interface JobMessageQueue {
  readonly mode?: 'Queue' | 'Topic' | undefined
  readonly name?: string | undefined
  readonly region?: string | undefined
}

/** The callback settings of the job; absent fields are set by the queue. */
export interface JobCallback {
  /** A URL, or `no`: nothing is sent, even if the queue has a URL. */
  readonly url?: string | undefined
  readonly format?: 'XML' | 'JSON' | undefined
  readonly type?: 'Url' | 'TDMQ' | undefined
  readonly mq?: JobMessageQueue | undefined
}

/** The run of a workflow that a job belongs to, with the fields that its callback shows. */
export interface JobWorkflow {
  /** Of the node. */
  readonly name: string
  readonly runId: string
  readonly workflowId: string
  readonly workflowName: string
  readonly cosHeaders: readonly { readonly key: string; readonly value: string }[]
  /** The workflows whose outputs led to the run. */
  readonly lineage: readonly string[]
}

/** The parsed request of a job. */
export interface JobOrder {
  readonly output?: OutputDestination | undefined
  /** The tag's parameters, from the request or the template: only the tag interprets them. */
  readonly params: JsonValue
  readonly template?: { readonly id: string; readonly name: string } | undefined
  readonly userData?: string | undefined
  readonly customId?: string | undefined
  readonly queueType?: string | undefined
  readonly callback: JobCallback
  /** The W3C trace of the request that created the job. */
  readonly traceparent?: string | undefined
  readonly workflow?: JobWorkflow | undefined
  /** Of the batch that created the job or its run. */
  readonly batchId?: string | undefined
}

export interface JobRow {
  /** The order of submission, for listings and claims. */
  seq: Generated<number>
  id: string
  bucket_id: number
  /** `queues.id` */
  queue: number
  tag: string
  level: 0 | 1 | 2
  state: JobState
  input_key: string | null
  /** Its workflow and batch, if any, to list by. */
  workflow_id: string | null
  batch_id: string | null
  order: JsonText<JobOrder>
  result: JsonText<JobResult> | null
  code: FailureCode | null
  message: string | null
  tries: Generated<number>
  /** Runs whose worker died: not the job's fault, so they are counted apart. */
  losses: Generated<number>
  /** Runs that exhausted a resource of the machine while no other job ran: counted apart from its tries. */
  setbacks: Generated<number>
  lease_token: string | null
  lease_until: number | null
  /** The worker of the last run, as it names itself. */
  worker: string | null
  /** The blob that this run reads, even if the input's key is overwritten. */
  input_blob_id: string | null
  progress: Generated<number>
  created_at: number
  started_at: number | null
  ended_at: number | null
}

/** Why a run did not end its job. */
export type TryCause = 'broken' | 'lost' | 'setback' | 'returned'

export interface JobTryRow {
  /** `jobs.seq` */
  job: number
  number: number
  worker: string | null
  started_at: number | null
  ended_at: number
  cause: TryCause
  message: string
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
    job_tries: JobTryRow
    submit_keys: SubmitKeyRow
  }

  interface Channels {
    /** Jobs wait, or room for one was made. */
    jobs: true
  }
}
