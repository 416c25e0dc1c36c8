import type { Queryable } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { keyOfUrl } from '../../protocol/object-url.ts'
import { readNodeOperation, type OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import type { JobOrder } from '../../jobs/tables.ts'
import { readParams } from '../../tags/read-operation.ts'
import type { TagRegistry } from '../../tags/registry.ts'
import type { NamedTemplate, ReadContext, Tag } from '../../tags/tag.ts'
import type { WorkflowNode } from '../../workflows/topology.ts'
import { loadTemplates, type Templates } from '../templates/read-templates.ts'
import { templateNotFound } from '../templates/read-templates.ts'

export interface OrderSource {
  readonly bucket: { readonly id: number; readonly name: string }
  readonly tags: TagRegistry
  readonly operations: readonly OperationRequest[]
  /** What becomes of an element that nobody reads; a workflow that is kept may have some from before they were refused. */
  readonly unread?: 'refused' | 'passed over'
}

/** What an operation says of its job, without its callback and its input. */
export interface ReadOrder {
  readonly tag: Tag
  readonly level: 0 | 1 | 2
  readonly order: Omit<JobOrder, 'callback'>
}

/**
 * Reads operations with the templates that they name. Throws NotImplemented for a tag that does not run here,
 * TemplateNotFound, and InvalidArgument.
 */
export async function readOrders(db: Queryable, source: OrderSource): Promise<readonly ReadOrder[]> {
  const { operations, tags, bucket } = source
  const kept = { bucketId: bucket.id, kinds: tags.templates }
  const templates = await loadTemplates(db, kept, operations)
  return operations.map((operation) => {
    const tag = tags.find(operation.tag)
    const context = readContext(source, { templates, operation })
    const { template } = context
    const { output, userData, customId } = operation
    const params =
      source.unread === 'passed over' ? tag.read(operation, context) : readParams(tag, operation, context)
    return {
      tag,
      level: operation.jobLevel,
      order: {
        params,
        output,
        userData,
        customId,
        template: template && { id: template.id, name: template.name },
      },
    }
  })
}

/** Reads what a node of a workflow says of its jobs. Throws what `readOrders` does. */
export async function readNodeOrder(
  db: Queryable,
  source: Omit<OrderSource, 'operations'>,
  { type, operation }: WorkflowNode,
): Promise<ReadOrder> {
  const [read] = await readOrders(db, { ...source, operations: [readNodeOperation(type, operation)] })
  if (!read) throw new Error('an operation was read as nothing')
  return read
}

interface Reading {
  readonly templates: Templates
  readonly operation: OperationRequest
}

function readContext({ bucket }: OrderSource, { templates, operation }: Reading): ReadContext {
  const templateOf = (tag: string, id: string): NamedTemplate => {
    const template = templates.get(id)
    if (!template) throw templateNotFound(id)
    if (template.tag === tag) return template
    throw new ProtocolError('InvalidArgument', `The template ${id} is one of ${template.tag}, not of ${tag}.`)
  }
  const { templateId, tag } = operation
  return {
    template: templateId === undefined ? undefined : templateOf(tag, templateId),
    templateOf,
    keyAt: (path, url) => keyOfUrl(path, url, bucket.name),
  }
}
