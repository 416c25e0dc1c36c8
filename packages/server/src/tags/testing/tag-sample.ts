import type { z } from 'zod'
import type { JsonValue } from '../../base/json.ts'

/** Texts by the path of their element, such as `Operation.Output.Object`. */
export type Fields = Readonly<Record<string, string>>

/** A job of one tag, for the suites that run over all tags. */
export interface SampleSpec {
  /** The content of Operation besides Output and UserData, as XML in the order of an answer; nothing unless given. */
  readonly params?: string
  /** Output as XML; a job without one unless given. */
  readonly output?: string
  /** Parameters that must be rejected, as XML: with an Output of their own where that is what is wrong. */
  readonly wrong: string
  /** The body of POST /template, without Tag and Name. */
  readonly template?: string
  /** Whether any bytes will do as an input. */
  readonly takesAnyBytes?: true
  readonly finished: FinishedSample
  /** Decodes Operation of its callback in native JSON, as a receiver in a language with fixed types does. */
  readonly decoder: z.ZodType
  /** The fewest fields of Operation beside Output that fields.tsv can be tested with; those of `params` unless given. */
  readonly fields?: Fields
  /** What a field of fields.tsv needs beside itself, by its path below Operation. */
  readonly companions?: readonly (readonly [path: RegExp, fields: Fields])[]
}

/** How the sample ended. One file each where the protocol has a list: there an array and a bare value differ. */
export interface FinishedSample {
  /** Instead of those of the sample, where a callback shows what the other suites cannot use. */
  readonly params?: string
  readonly result: JsonValue
  /** Keys of the outputs, in order. */
  readonly files: readonly string[]
  /** Empty unless given. */
  readonly message?: string
  /** False for a job without UserData. */
  readonly hasUserData?: false
  /** Whether an upload started it. */
  readonly isOfWorkflow?: true
}

/** A class, so that a suite can tell what a module exports. */
export class TagSample {
  readonly spec: SampleSpec

  constructor(spec: SampleSpec) {
    this.spec = spec
  }
}
