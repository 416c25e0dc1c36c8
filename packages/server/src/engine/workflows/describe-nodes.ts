import { ProtocolError } from '../../protocol/errors.ts'
import { readNodeOperation } from '../../protocol/jobs/read-job-request.ts'
import { mayFollow, NODE_TYPES } from '../../protocol/workflows/workflow-links.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { readParams } from '../../tags/read-operation.ts'
import type { TagRegistry } from '../../tags/registry.ts'
import { outputXml } from '../../tags/sample-values.ts'
import type { Tag } from '../../tags/tag.ts'
import { END, START } from '../../workflows/topology.ts'
import { SAMPLE_CONTEXT } from '../jobs/sample-job.ts'

/** What a type of node asks for. */
export interface NodeType {
  readonly type: string
  /** The types that may follow it; `End` if nothing needs to. */
  readonly next: readonly string[]
  readonly hasTemplates: boolean
  /** Whether it can't do without parameters or a template. */
  readonly needsParameters: boolean
  readonly needsOutput: boolean
  /** Whether it may write several objects, whose keys need `${Number}`. */
  readonly isNumbered: boolean
}

/**
 * `Start`, and each type of node that runs here. What one needs is found by having its tag read operations that lack it, so
 * that this can't differ from what is accepted.
 */
export function describeNodes(tags: TagRegistry): readonly NodeType[] {
  const types = NODE_TYPES.filter((type) => tags.has(type))
  const nextOf = (from: string): readonly string[] => [...types, END].filter((to) => mayFollow(from, to))
  const start = { hasTemplates: false, needsParameters: false, needsOutput: false, isNumbered: false }
  return [
    { type: START, next: nextOf(START), ...start },
    ...types.map((type) => ({ type, next: nextOf(type), ...needsOf(tags.find(type)) })),
  ]
}

const ANY_OUTPUT = outputXml('out/a-${Number}')

function needsOf(tag: Tag): Omit<NodeType, 'type' | 'next'> {
  const { params = '', output = '' } = tag.sample ?? {}
  return {
    hasTemplates: tag.template !== undefined,
    needsParameters: !accepts(tag, ANY_OUTPUT),
    needsOutput: !accepts(tag, params),
    isNumbered: output.includes('${Number}'),
  }
}

/** Whether the tag takes an Operation with this content. */
function accepts(tag: Tag, content: string): boolean {
  const element = readXml(Buffer.from(`<Operation>${content}</Operation>`))
  try {
    readParams(tag, readNodeOperation(tag.name, element), SAMPLE_CONTEXT)
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}
