import type { Readable } from 'node:stream'
import type { JsonValue } from '../base/json.ts'
import type { Resource } from '../base/outages/outage.ts'
import type { MediaPool } from '../media/pool/pool.ts'
import type { OperationRequest } from '../protocol/jobs/read-job-request.ts'
import type { FieldPath } from '../protocol/xml/read-fields.ts'
import type { XmlNode } from '../protocol/xml/xml.ts'
import type { Parameter } from './parameters/parameter.ts'
import type { SampleJob } from './sample-job.ts'

/** The service a tag belongs to: it decides which queue a job goes to by default. */
export type TagFamily = 'media' | 'pic' | 'ai' | 'asr' | 'doc' | 'file'

/** One kind of job. It turns local files into local files and never sees the database. */
export interface Tag {
  readonly name: string
  readonly family: TagFamily
  /** The first letter of its job ids. */
  readonly idLetter: string
  /** False for the tags whose jobs read no Input, optional for those that may go without; true unless given. */
  readonly takesInput?: boolean | 'optional'
  /** Whether answers and callbacks tell Progress, as they do for the transcoding tags. */
  readonly tellsProgress?: boolean
  /** What it reads of an Operation beside what all tags have: made of the schemas that `read` checks it with. */
  readonly parameters: readonly Parameter[]
  /** What a template of this tag is; absent for the tags that have none. */
  readonly template?: TagTemplate
  /**
   * Reads the tag's own part of an operation: what is stored with the job. What it does not read is rejected afterwards.
   * Throws InvalidArgument.
   */
  read(operation: OperationRequest, context: ReadContext): JsonValue
  /** A job that shows what its callback looks like. */
  readonly sample?: SampleJob
  /** What a job reads beside Input, and writes beside Output.Object and SpriteObject. Nothing unless given. */
  touches?(params: JsonValue, order: TouchingOrder): Touched
  /** Runs one job; rejects only for what is unexpected. */
  run(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome>
  /** The elements of Operation that not all tags have, in the order of an answer. */
  show(job: ShownOperation, order: ShowOrder): ShownParts
}

/** Parameters that are kept under a name and an id: of a tag, or of something that jobs name beside, as a watermark. */
export interface TagTemplate {
  /** Reads the body of POST /template: the same value as `Tag.read` makes of inline parameters. Throws InvalidArgument. */
  read(request: FieldPath): JsonValue
  /** The container that an answer shows them in. */
  show(params: JsonValue): readonly XmlNode[]
  /** A request has them beside Name, and not in that container. */
  readonly isFlat?: true
  /** The addresses that it names: of objects in the template's bucket. None unless given. */
  addresses?(params: JsonValue): readonly NamedAddress[]
}

export interface NamedAddress {
  /** How a message calls the element. */
  readonly path: string
  readonly url: string
}

/** Templates that jobs name by an element of their own, beside the template of their tag. */
export interface TemplateKind extends TagTemplate {
  /** The value of the template's Tag. */
  readonly tag: string
}

/** A template that a job named. */
export interface NamedTemplate {
  readonly id: string
  readonly name: string
  readonly params: JsonValue
}

export interface ReadContext {
  /** The operation's own template, which wins over inline parameters. */
  readonly template: NamedTemplate | undefined
  /** Another template of the operation, of the kind `tag`. Throws TemplateNotFound. */
  readonly templateOf: (tag: string, id: string) => NamedTemplate
  /** The key of an object in the job's own bucket that an address names. `path` is how a message calls the element. */
  readonly keyAt: (path: string, url: string) => string
}

/** What a job that touches more has beside its parameters. */
export interface TouchingOrder {
  readonly inputKey: string | undefined
  readonly output: TagOutput | undefined
}

/** Keys in the job's own bucket, and places; one that ends with `*` is all that begin like it. */
export interface Touched {
  readonly reads?: readonly string[]
  readonly writes?: readonly { readonly bucket: string; readonly region: string; readonly object: string }[]
}

/** A job's answer to a client, and its callback, list the same elements in different orders. */
export type ShowOrder = 'response' | 'callback'

export interface TagOutput {
  readonly region: string
  readonly bucket: string
  readonly object?: string | undefined
  readonly spriteObject?: string | undefined
}

export interface OutputLocation {
  readonly region: string
  readonly bucket: string
  readonly object: string
}

/**
 * How much of a file a run reads. If it reads the whole file, the stored bytes are compared with their checksum, and a
 * difference fails the job. If it reads a part, only the size is compared, which takes no time.
 */
export type Reads = 'whole' | 'part'

export interface TagInput {
  readonly bytes: number
  readonly key: string
  /** Its key may have been given other bytes meanwhile. */
  readonly blobId: string
  /** The input on this machine, never to be written; it is fetched at the first call. */
  readonly file: (reads?: Reads) => Promise<string>
  /** The bytes as a stream, for what reads them once. */
  readonly read: () => Readable
}

export interface TagJob {
  readonly id: string
  /** The bucket that the input and `tools.objects` are in. */
  readonly bucket: string
  readonly params: JsonValue
  /** There for every tag that takes one. */
  readonly input: TagInput | undefined
  /** Where the outputs go, with all variables replaced but those that only the tag knows: Number, Time, Ext. */
  readonly output: TagOutput | undefined
  /** An empty directory of this run alone, created at the first call; it is removed afterwards. */
  readonly directory: () => Promise<string>
  /** 0–100 */
  readonly onProgress: (percent: number) => void
}

export interface TagTools {
  readonly media: MediaPool
  readonly objects: TagObjects
}

/** Objects of the job's bucket beside its input. */
export interface TagObjects {
  find(key: string): Promise<TagObject | undefined>
  /** All whose keys begin with `prefix`, in the order of their keys. */
  list(prefix: string): AsyncIterable<TagObject>
  /** The bytes as a file on this machine, never to be written, until the run ends. */
  file(object: TagObject, reads?: Reads): Promise<string>
  /** The bytes as a stream: what is read once needs no space on this machine. It fails when they are gone. */
  read(object: TagObject): Readable
}

export interface TagObject {
  readonly key: string
  readonly blobId: string
  readonly bytes: number
  /** Unsigned decimal. */
  readonly crc64: string
  /** Without quotes. */
  readonly etag: string
  /** ms since 1970 */
  readonly modifiedAt: number
  readonly contentType: string | undefined
}

export interface ProducedFile {
  readonly path: string
  readonly place: OutputLocation
  readonly contentType: string
  /** A piece of another output, such as a segment of a playlist: it is written, but is no result of its own. */
  readonly isPart?: boolean
}

export type TagFailureCode =
  'InvalidArgument' | 'ResourceDownloadFailed' | 'ResourceNotFound' | 'ResourceNotSupported'

/** How one run of a job ended. `File` is what it made: as the tag left it, or as it was staged. */
export type RunOutcome<File = ProducedFile> =
  | {
      readonly kind: 'success'
      readonly message: string
      readonly result: JsonValue
      readonly files: readonly File[]
      /** Headers that the input object gets. */
      readonly inputHeaders?: Readonly<Record<string, string>> | undefined
    }
  /** The input's or the request's fault: another try would end the same way. */
  | { readonly kind: 'failed'; readonly code: TagFailureCode; readonly message: string }
  /** Worth another try: this machine may be at fault. `suspectsInput`: the input more likely, so that one is enough. */
  | { readonly kind: 'broken'; readonly message: string; readonly suspectsInput?: boolean }
  /** This machine has to do without something for now, whatever the job. */
  | {
      readonly kind: 'unavailable'
      readonly resource: Resource
      readonly message: string
      /** What the run had written to this machine's disk, where that is known. */
      readonly writtenBytes?: number
    }
  /** The worker stops, or the job is no longer its own. */
  | { readonly kind: 'aborted' }

/** An output as it was kept. */
export interface KeptFile extends OutputLocation {
  /** Lowercase hex. */
  readonly md5: string
  readonly bytes: number
}

export interface ShownOperation {
  readonly params: JsonValue
  /** With variables that are not replaced, or only known to the tag, as the request had them. */
  readonly output: TagOutput | undefined
  readonly template: { readonly id: string; readonly name: string } | undefined
  /** What the run gave, once it succeeded. */
  readonly result: JsonValue | undefined
  /** The outputs that are results of their own, once it succeeded. */
  readonly files: readonly KeptFile[]
}

export interface ShownParts {
  /** What was asked for. */
  readonly params: readonly XmlNode[]
  /** What the run gave. */
  readonly results: readonly XmlNode[]
  /** Instead of the Output that all tags show. */
  readonly output?: readonly XmlNode[]
}
