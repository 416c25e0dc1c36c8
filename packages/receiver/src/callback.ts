// The callbacks with the names of the protocol. All values are text, as on the wire: numbers, booleans and times, too.

import type { JobOperation } from './operation-parts.ts'
import type { KnownTag, OperationByTag } from './operations.ts'

/** A union that is discriminated by `EventName`. */
export type Callback = TaskFinish | WorkflowFinish

/** A job has ended. */
export interface TaskFinish {
  readonly EventName: 'TaskFinish'
  /** Has one job; it is an array because the protocol has an array. */
  readonly JobsDetail: readonly JobDetail[]
}

/**
 * A union that is discriminated by `Tag`: `if (job.Tag === 'Transcode')` gives `Operation` its type. A job of a tag that
 * this package does not know is an `OtherJob`.
 */
export type JobDetail = { readonly [T in KnownTag]: JobDetailOf<T> }[KnownTag] | OtherJob

export interface JobDetailOf<T extends KnownTag> extends JobFields {
  readonly Tag: T
  readonly Operation?: OperationByTag[T]
}

export interface OtherJob extends JobFields {
  readonly Tag: OtherTag
  readonly Operation?: JobOperation
}

/** A text that is no `KnownTag`. A member of an enumeration, as a union is not discriminated by `string`. */
declare enum UnknownTag {
  Text = 'a tag that is not known',
}
export type OtherTag = UnknownTag.Text

/** What a job of any tag has. */
export interface JobFields {
  /** `Success`, or the error of a job that failed, such as `ResourceNotFound`. */
  readonly Code: string
  /** Times have the form `2022-06-30T18:47:18+0800`; `-` when there is none. */
  readonly CreationTime: string
  readonly EndTime: string
  /** Absent for the tags that take no object. */
  readonly Input?: JobInput
  readonly JobId: string
  /** `SUCCESS` or another text of the tag; the reason when the job failed. */
  readonly Message?: string
  /** The request and the result; depends on the tag. */
  readonly Operation?: JobOperation
  /** 0 to 100. */
  readonly Progress?: string
  readonly QueueId: string
  /** The type of the queue, such as `Transcoding`; only JSON has it for every job. */
  readonly QueueType?: string
  readonly StartTime: string
  readonly State: FinalState
  /** `NoiseReduction`, `Transcode`, … */
  readonly Tag: string
  /** Present when a workflow started the job. */
  readonly Workflow?: JobWorkflow
}

export type FinalState = 'Success' | 'Failed'

export interface JobInput {
  readonly BucketId: string
  /** Headers of the uploaded object, when an upload triggered the job. */
  readonly CosHeaders?: readonly CosHeader[]
  readonly Object?: string
  readonly Region: string
}

export interface CosHeader {
  readonly Key: string
  readonly Value: string
}

export interface JobWorkflow {
  /** The name of the node that the job ran for. */
  readonly Name: string
  readonly RunId: string
  readonly WorkflowId: string
  readonly WorkflowName: string
}

/** An execution of a workflow has ended. */
export interface WorkflowFinish {
  readonly EventName: 'WorkflowFinish'
  readonly WorkflowExecution: WorkflowExecution
}

export interface WorkflowExecution {
  readonly WorkflowId: string
  readonly WorkflowName: string
  readonly RunId: string
  /** `Failed` if a task failed. */
  readonly State: FinalState
  readonly BucketId: string
  readonly Object: string
  /** `2022-08-09 14:54:17+0800`: with a space, unlike the times of jobs. */
  readonly CreateTime: string
  readonly CosHeaders?: readonly CosHeader[]
  readonly Tasks: readonly WorkflowTask[]
}

export interface WorkflowTask {
  /** A tag, or the type of a node that runs no job. */
  readonly Type: string
  /** The name of the node. */
  readonly Name: string
  /** Also `Submitted` for a node that was never reached. */
  readonly State: string
  readonly CreateTime?: string
  readonly StartTime?: string
  readonly EndTime?: string
  readonly JobId?: string
  readonly TemplateId?: string
  readonly TemplateName?: string
}
