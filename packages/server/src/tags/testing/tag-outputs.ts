import type { Need } from '../../../../../tooling/skip-without.ts'
import type { IncomingHttpHeaders } from 'node:http'
import type { FfprobeReport } from '../../../../../tooling/ffprobe.ts'
import type { XmlElement } from '../../protocol/xml/xml.ts'

/** What a client of one job sees, byte for byte. */
export interface SeenJob {
  /** The answer of the submit. */
  readonly submitted: string
  /** The answer of a query by its id, once the callback came. */
  readonly answer: string
  readonly callback: { readonly headers: IncomingHttpHeaders; readonly body: string }
}

/** A running service that has the inputs of all golden requests in its bucket. */
export interface JobHarness {
  /** The text of a golden file of any tag. */
  golden(name: string): Promise<string>
  /** Submits a request whose CallBack is CALLBACK_URL, and waits until it is done. */
  runJob(request: string, format: 'XML' | 'JSON', path?: string): Promise<SeenJob>
  head(key: string): Promise<{ readonly statusCode?: number; readonly headers?: object }>
  bytes(key: string): Promise<Buffer>
  /** The path of a copy on this machine, for programs that read it. */
  file(key: string): Promise<string>
  /** What the system's ffprobe says of an object. */
  probe(key: string): Promise<FfprobeReport>
}

/** Checks what a job wrote by other programs than made it; `operation` is that of its callback. */
export type OutputCheck = (harness: JobHarness, operation: XmlElement) => Promise<void>

/** A test of a tag that needs the service and is not about one golden request. */
export interface FurtherTest {
  readonly title: string
  /** Without it the test is skipped. */
  readonly needs?: Need
  readonly run: (harness: JobHarness) => Promise<void>
}

export interface OutputOptions {
  readonly further?: readonly FurtherTest[]
  /** The objects in the bucket for this tag alone, by key; see `test/e2e/tags/inputs.ts` for the other objects. */
  readonly objects?: Readonly<Record<string, string | Buffer>>
}

/** The end-to-end tests of one tag. A class, so that a suite can tell what a module exports. */
export class TagOutputs {
  /** By the names of the golden requests. */
  readonly checks: Readonly<Record<string, OutputCheck>>
  readonly further: readonly FurtherTest[]
  readonly objects: Readonly<Record<string, string | Buffer>>

  constructor(
    checks: Readonly<Record<string, OutputCheck>>,
    { further = [], objects = {} }: OutputOptions = {},
  ) {
    this.checks = checks
    this.further = further
    this.objects = objects
  }
}
