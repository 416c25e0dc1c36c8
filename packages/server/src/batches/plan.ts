import type { JsonValue } from '../base/json.ts'

/** The work of a batch, as read when it was submitted. */
export interface BatchPlan {
  readonly source: BatchSource
  /** Only objects written within these, ms since 1970, both included. */
  readonly modified?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined
  /** The job for each object; absent for runs of a workflow. */
  readonly job?: PlannedJob | undefined
}

export type BatchSource =
  /** All keys with this prefix. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'object'; readonly key: string }
  /** A file with the URL of an object in each line. */
  | { readonly kind: 'urls'; readonly file: SourceFile }
  /** The files of an inventory, with comma-separated fields in each line. */
  | { readonly kind: 'inventory'; readonly columns: InventoryColumns; readonly files: readonly SourceFile[] }

/** The bytes as they were at the submit, even if the key is overwritten later. */
export interface SourceFile {
  readonly key: string
  readonly blobId: string
  /** Bytes. */
  readonly size: number
  /** Absent in a plan of an earlier release. */
  readonly crc64?: string | undefined
  readonly isGzip: boolean
}

/** The columns of the fields in a line of an inventory, from 0. */
export interface InventoryColumns {
  readonly key: number
  readonly bucket?: number | undefined
  readonly isLatest?: number | undefined
  readonly isDeleteMarker?: number | undefined
}

/** The same job for each object, which is its input. */
export interface PlannedJob {
  readonly tag: string
  readonly level: 0 | 1 | 2
  /** The id that clients use; the default queue of the tag if absent. */
  readonly queueId?: string | undefined
  readonly order: PlannedOrder
}

export interface PlannedOrder {
  readonly output?:
    | {
        readonly region: string
        readonly bucket: string
        readonly object?: string | undefined
        readonly spriteObject?: string | undefined
      }
    | undefined
  readonly params: JsonValue
  readonly template?: { readonly id: string; readonly name: string } | undefined
  readonly userData?: string | undefined
  readonly customId?: string | undefined
  readonly callback: {
    readonly url?: string | undefined
    readonly format?: 'XML' | 'JSON' | undefined
    readonly type?: 'Url' | 'TDMQ' | undefined
    readonly mq?:
      | {
          readonly mode?: 'Queue' | 'Topic' | undefined
          readonly name?: string | undefined
          readonly region?: string | undefined
        }
      | undefined
  }
  readonly traceparent?: string | undefined
}

/** The position in the list of objects; empty at the start. */
export interface BatchCursor {
  /** The last key of a prefix. */
  readonly after?: string | undefined
  /**
   * The position of the next line: the number of the file, from 0, the byte of its text, and the number of lines
   * before it.
   */
  readonly file?: number | undefined
  readonly byte?: number | undefined
  readonly line?: number | undefined
}

/** An element of a request, stored as it was sent. */
export interface SentElement {
  readonly name: string
  readonly text: string
  readonly children: readonly SentElement[]
}

/** The parts of the request that answers repeat. */
export interface SentRequest {
  readonly input: SentElement
  readonly operation: SentElement
}
