import { choice, element, text, type Part } from '../grammar.ts'
import { BUCKET, REGION } from '../hosts.ts'

/** How orders of one tag are written. */
export interface TagGrammar {
  readonly tag: string
  /** Objects that such jobs are about; others are given now and then. */
  readonly inputs: readonly [string, ...string[]]
  /** What stands in Operation beside what all tags have. */
  readonly params: Part
  readonly output: Part
  /** Templates that a job may name instead of parameters, or beside them. */
  readonly templates?: readonly TemplateGrammar[]
}

interface TemplateGrammar {
  readonly tag: string
  /** The body of POST /template, without Tag and Name. */
  readonly params: Part
  /** The element of Operation that names it. */
  readonly namedBy: string
  /** What such a job has beside. */
  readonly beside: Part
}

const place = [text('Region', choice(REGION)), text('Bucket', choice(BUCKET))] as const

export function outputTo(...keys: readonly [string, ...string[]]): Part {
  return element('Output', ...place, text('Object', choice(...keys)))
}

export function outputOf(...parts: readonly Part[]): Part {
  return element('Output', ...place, ...parts)
}
