import type { JsonValue } from '../base/json.ts'
import type { MediaPool } from '../media/pool.ts'
import type { OperationRequest } from '../protocol/read-job-request.ts'
import type { XmlNode } from '../protocol/xml.ts'

/** The service a tag belongs to: it decides which queue a job goes to by default. */
export type TagFamily = 'media' | 'pic' | 'ai' | 'asr' | 'doc' | 'file'

/** One kind of job. It turns local files into local files and never sees the database. */
export interface Tag {
  readonly name: string
  readonly family: TagFamily
  /** The first letter of its job ids. */
  readonly idLetter: string
  /** Reads the tag's own part of an operation: what is stored with the job. Throws InvalidArgument. */
  read(operation: OperationRequest): JsonValue
  /** Runs one job; rejects only for what is unexpected. */
  run(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<TagOutcome>
  /** The children of Operation in the order they are shown. */
  show(job: ShownOperation, order: ShowOrder): readonly XmlNode[]
}

/** A job's answer to a client, and its callback, list the same elements in different orders. */
export type ShowOrder = 'response' | 'callback'

export interface TagPlace {
  readonly region: string
  readonly bucket: string
  readonly object: string
}

export interface TagJob {
  readonly params: JsonValue
  readonly input: {
    readonly bytes: number
    readonly key: string
    /** The input on this machine, never to be written; it is fetched when it is asked for. */
    readonly file: () => Promise<string>
  }
  readonly output: TagPlace | undefined
  /** An empty directory of this run alone, made when it is asked for; it is removed afterwards. */
  readonly directory: () => Promise<string>
  /** 0–100 */
  readonly onProgress: (percent: number) => void
}

export interface TagTools {
  readonly media: MediaPool
}

export interface ProducedFile {
  readonly path: string
  readonly place: TagPlace
  readonly contentType: string
}

export type TagFailureCode = 'InvalidArgument' | 'ResourceNotSupported'

export type TagOutcome =
  | {
      readonly kind: 'success'
      readonly message: string
      readonly result: JsonValue
      readonly files: readonly ProducedFile[]
    }
  /** The input's or the request's fault: another try would end the same way. */
  | { readonly kind: 'failed'; readonly code: TagFailureCode; readonly message: string }
  /** This machine's fault: worth another try. */
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'aborted' }

export interface ShownOperation {
  readonly params: JsonValue
  readonly output: TagPlace | undefined
  readonly userData: string | undefined
  readonly customId: string | undefined
  readonly level: 0 | 1 | 2
  /** What the run gave, once it succeeded. */
  readonly result: JsonValue | undefined
}
