// The callbacks as the protocol spells them. All values are text, as on the wire: numbers, booleans and times too.

/**
 * A value of a part of the protocol that depends on the job's tag. The lists of the protocol, such as
 * `MediaResult.OutputFile.ObjectName`, are arrays whatever their count; what else may repeat is one when it did.
 */
export type CallbackValue = string | CallbackFields | readonly CallbackValue[]

export interface CallbackFields {
  readonly [name: string]: CallbackValue | undefined
}

/** `EventName` tells them apart. */
export type Callback = TaskFinish | WorkflowFinish

/** A job has ended. */
export interface TaskFinish {
  readonly EventName: 'TaskFinish'
  /** One job; an array because the protocol has one. */
  readonly JobsDetail: readonly JobDetail[]
}

export interface JobDetail {
  /** `Success`, or the error of a job that failed, such as `NoSuchKey`. */
  readonly Code: string
  /** `2022-06-30T18:47:18+0800`, as all times here; `-` for one that never came. */
  readonly CreationTime: string
  readonly EndTime: string
  /** Absent for the tags that take no object. */
  readonly Input?: JobInput
  readonly JobId: string
  /** `SUCCESS` or other words of the tag; the reason when the job failed. */
  readonly Message?: string
  /** What was asked for and what came out: depends on the tag. */
  readonly Operation?: JobOperation
  /** 0 to 100. */
  readonly Progress?: string
  readonly QueueId: string
  /** Of the queue, `Transcoding`; only JSON has it for every job. */
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

export interface JobOperation extends CallbackFields {
  readonly Output?: JobOutput
  /** As the job was submitted with it. */
  readonly UserData?: string
  readonly JobLevel?: string
}

export interface JobOutput extends CallbackFields {
  readonly Bucket?: string
  readonly Object?: string
  readonly Region?: string
}

export interface JobWorkflow {
  /** Of the node that the job ran for. */
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
  /** `Failed` as soon as one task failed. */
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
  /** Of the node. */
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
