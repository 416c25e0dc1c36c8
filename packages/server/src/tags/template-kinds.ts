import { ProtocolError } from '../protocol/errors.ts'
import type { Tag, TagTemplate, TemplateKind } from './tag.ts'

/** Templates of the protocol that jobs name by an element of their own; `Watermark` is also a tag, without templates. */
const DOCUMENTED = new Set(['TranscodePro', 'Watermark'])

/** Tags of jobs that have no templates in the protocol. */
const WITHOUT = new Set([
  'DigitalWatermark',
  'ExtractDigitalWatermark',
  'MediaInfo',
  'SDRtoHDR',
  'Segment',
  'StreamExtract',
])

/** What templates can be of: the tags that have some, and what jobs name beside, such as a watermark. */
export interface TemplateKinds {
  /** `undefined` for what has no templates here. */
  readonly find: (name: string) => TagTemplate | undefined
  /** NotImplemented when the protocol has templates of it and this release none, or InvalidArgument. */
  require(name: string): TagTemplate
  /** Whether the protocol has templates of it, supported here or not. */
  isDocumented(name: string): boolean
}

export interface KindSource {
  readonly tags: readonly Tag[]
  readonly kinds: readonly TemplateKind[]
  readonly isDocumentedTag: (name: string) => boolean
}

export function createTemplateKinds({ tags, kinds, isDocumentedTag }: KindSource): TemplateKinds {
  const ofTags = tags.flatMap(({ name, template }) => (template ? [[name, template] as const] : []))
  const byName = new Map<string, TagTemplate>([...ofTags, ...kinds.map((kind) => [kind.tag, kind] as const)])
  const isDocumented = (name: string): boolean =>
    byName.has(name) || DOCUMENTED.has(name) || (isDocumentedTag(name) && !WITHOUT.has(name))
  return {
    find: (name) => byName.get(name),
    require(name) {
      const kind = byName.get(name)
      if (kind) return kind
      const built = `there are templates of ${[...byName.keys()].join(', ')}`
      if (isDocumented(name)) {
        throw new ProtocolError(
          'NotImplemented',
          `Templates of Tag ${name} are not implemented here; ${built}.`,
        )
      }
      const problem = isDocumentedTag(name)
        ? `Tag ${name} has no templates`
        : `Tag ${JSON.stringify(name)} is not known`
      throw new ProtocolError('InvalidArgument', `${problem}; ${built}.`)
    },
    isDocumented,
  }
}
