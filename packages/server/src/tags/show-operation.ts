import { optionalText, type XmlNode } from '../protocol/xml.ts'
import type { ShownOperation, ShowOrder, Tag, TagOutput } from './tag.ts'

export interface WholeOperation extends ShownOperation {
  readonly userData: string | undefined
  readonly customId: string | undefined
  readonly level: 0 | 1 | 2
}

/**
 * The children of Operation. An answer lists what was asked for and then what came of it; a callback lists both by the
 * alphabet, with the template, UserData and JobLevel behind them.
 */
export function showOperation(tag: Tag, job: WholeOperation, order: ShowOrder): readonly XmlNode[] {
  const { params, results, output = showOutput(job.output, order) } = tag.show(job, order)
  const customId = optionalText('CustomId', job.customId)
  const template = [
    ...optionalText('TemplateId', job.template?.id),
    ...optionalText('TemplateName', job.template?.name),
  ]
  const end: readonly XmlNode[] = [...optionalText('UserData', job.userData), ['JobLevel', String(job.level)]]
  if (order === 'response') return [...customId, ...template, ...params, ...output, ...end, ...results]
  return [...inAlphabeticalOrder([...customId, ...params, ...output, ...results]), ...template, ...end]
}

/** Stable: elements of one name keep their order. */
export function inAlphabeticalOrder(nodes: readonly XmlNode[]): readonly XmlNode[] {
  return nodes.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)))
}

function showOutput(output: TagOutput | undefined, order: ShowOrder): readonly XmlNode[] {
  if (!output) return []
  const region: XmlNode = ['Region', output.region]
  const bucket: XmlNode = ['Bucket', output.bucket]
  const object = optionalText('Object', output.object)
  const sprite = optionalText('SpriteObject', output.spriteObject)
  const children =
    order === 'callback' ? [bucket, ...object, region, ...sprite] : [region, bucket, ...object, ...sprite]
  return [['Output', children]]
}
