import type { JsonValue } from '../base/json.ts'

/** What a batch does, as it was read when it was submitted. */
export interface BatchPlan {
  readonly source: BatchSource
  /** Only objects written within these, ms since 1970, both included. */
  readonly modified?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined
  /** What becomes of each object; absent for runs of a workflow. */
  readonly job?: PlannedJob | undefined
}

export type BatchSource =
  /** All keys that begin like this. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'object'; readonly key: string }
  /** A file with the address of an object in each line. */
  | { readonly kind: 'urls'; readonly file: SourceFile }
  /** The files of an inventory: in each line fields, separated by commas. */
  | { readonly kind: 'inventory'; readonly columns: InventoryColumns; readonly files: readonly SourceFile[] }

/** The bytes as they were at the submit, whatever their key names later. */
export interface SourceFile {
  readonly key: string
  readonly blobId: string
  /** Bytes. */
  readonly size: number
  /** Absent in a plan that an earlier release wrote. */
  readonly crc64?: string | undefined
  readonly isGzip: boolean
}

/** Where in a line of an inventory a field stands, from 0. */
export interface InventoryColumns {
  readonly key: number
  readonly bucket?: number | undefined
  readonly isLatest?: number | undefined
  readonly isDeleteMarker?: number | undefined
}

/** The same for each object, which is its input. */
export interface PlannedJob {
  readonly tag: string
  readonly level: 0 | 1 | 2
  /** As clients name it; the default queue of the tag when absent. */
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

/** How far the objects were listed; empty at the start. */
export interface BatchCursor {
  /** The last key of a prefix. */
  readonly after?: string | undefined
  /** Where in the files the next line begins: which file, from 0, at which byte of its text, and how many lines were before. */
  readonly file?: number | undefined
  readonly byte?: number | undefined
  readonly line?: number | undefined
}

/** An element of a request that is kept as it was sent. */
export interface SentElement {
  readonly name: string
  readonly text: string
  readonly children: readonly SentElement[]
}

/** What answers show again. */
export interface SentRequest {
  readonly input: SentElement
  readonly operation: SentElement
}
