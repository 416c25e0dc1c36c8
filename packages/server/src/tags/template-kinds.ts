import { ProtocolError } from '../protocol/errors.ts'
import type { Tag, TagTemplate, TemplateKind } from './tag.ts'

/** Kinds of templates of the protocol that are no tags of jobs. */
const DOCUMENTED = new Set(['TranscodePro', 'Watermark'])

/** What templates can be of: the tags that have some, and what jobs name beside, such as a watermark. */
export interface TemplateKinds {
  /** `undefined` for what has no templates here. */
  readonly find: (name: string) => TagTemplate | undefined
  /** NotImplemented when the protocol has such a tag and this release no templates of it, or InvalidArgument. */
  require(name: string): TagTemplate
  /** Whether the protocol has such a tag, be there templates of it here or not. */
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
  const isDocumented = (name: string): boolean => DOCUMENTED.has(name) || isDocumentedTag(name)
  return {
    find: (name) => byName.get(name),
    require(name) {
      const kind = byName.get(name)
      if (kind) return kind
      const built = `templates there are of ${[...byName.keys()].join(', ')}`
      if (isDocumented(name)) {
        throw new ProtocolError(
          'NotImplemented',
          `Templates of Tag ${name} are not implemented here; ${built}.`,
        )
      }
      throw new ProtocolError('InvalidArgument', `Tag ${JSON.stringify(name)} is not known; ${built}.`)
    },
    isDocumented,
  }
}
