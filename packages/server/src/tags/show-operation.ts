import { PUBLISHED_TAG } from '../protocol/callbacks/callback-body.ts'
import { optionalText, type XmlNode } from '../protocol/xml/xml.ts'
import type { ShownOperation, ShowOrder, Tag, TagOutput } from './tag.ts'

export interface WholeOperation extends ShownOperation {
  readonly userData: string | undefined
  readonly customId: string | undefined
  readonly level: 0 | 1 | 2
}

/** The children of Operation. An answer lists the parameters before the results; a callback is in alphabetical order. */
export function showOperation(tag: Tag, job: WholeOperation, order: ShowOrder): readonly XmlNode[] {
  const { params, results, output = showOutput(job.output) } = tag.show(job, order)
  const customId = optionalText('CustomId', job.customId)
  const template = [
    ...optionalText('TemplateId', job.template?.id),
    ...optionalText('TemplateName', job.template?.name),
  ]
  const end: readonly XmlNode[] = [...optionalText('UserData', job.userData), ['JobLevel', String(job.level)]]
  const all = [...customId, ...template, ...params, ...output, ...end, ...results]
  if (order !== 'callback') return all
  return tag.name === PUBLISHED_TAG ? inAlphabeticalOrder(all, sortedAsPublished) : inAlphabeticalOrder(all)
}

/** JobLevel follows UserData there, and nowhere else. */
function sortedAsPublished(name: string): string {
  return name === 'JobLevel' ? 'UserData' : name
}

/** Every level. Stable: elements of one name keep their order. `sortedAs` is the name that an element is sorted by. */
export function inAlphabeticalOrder(
  nodes: readonly XmlNode[],
  sortedAs: (name: string) => string = (name) => name,
): readonly XmlNode[] {
  return nodes
    .toSorted(([one], [other]) => compare(sortedAs(one), sortedAs(other)))
    .map(([name, content]) => [
      name,
      typeof content === 'string' ? content : inAlphabeticalOrder(content, sortedAs),
    ])
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

function showOutput(output: TagOutput | undefined): readonly XmlNode[] {
  if (!output) return []
  const { region, bucket, object, spriteObject } = output
  return [
    [
      'Output',
      [
        ['Region', region],
        ['Bucket', bucket],
        ...optionalText('Object', object),
        ...optionalText('SpriteObject', spriteObject),
      ],
    ],
  ]
}
