import type { JsonValue } from '../base/json.ts'

/** A job of a tag, with how it ended. */
export interface SampleJob {
  /** The content of Operation besides Output and UserData, as XML in the order of an answer; nothing unless given. */
  readonly params?: string
  /** Output as XML; a job without one unless given. */
  readonly output?: string
  readonly finished: FinishedSample
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
