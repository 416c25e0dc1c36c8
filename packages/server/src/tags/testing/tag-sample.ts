import type { z } from 'zod'
import type { SampleJob } from '../sample-job.ts'

/** Texts by the path of their element, such as `Operation.Output.Object`. */
export type Fields = Readonly<Record<string, string>>

/** A job of one tag, for the suites that run over all tags. */
export interface SampleSpec extends SampleJob {
  /** Parameters that must be rejected, as XML: with an Output of their own where that is what is wrong. */
  readonly wrong: string
  /** The body of POST /template, without Tag and Name. */
  readonly template?: string
  /** Whether any bytes will do as an input. */
  readonly takesAnyBytes?: true
  /** Decodes Operation of its callback in native JSON, as a receiver in a language with fixed types does. */
  readonly decoder: z.ZodType
  /** The fewest fields of Operation beside Output that fields.tsv can be tested with; those of `params` unless given. */
  readonly fields?: Fields
  /** What a field of fields.tsv needs beside itself, by its path below Operation. */
  readonly companions?: readonly (readonly [path: RegExp, fields: Fields])[]
}

/** A class, so that a suite can tell what a module exports. */
export class TagSample {
  readonly spec: SampleSpec

  constructor(spec: SampleSpec) {
    this.spec = spec
  }
}
