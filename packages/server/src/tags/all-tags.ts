import type { TimeZone } from '../protocol/times.ts'
import type { NoiseReductionSettings } from './noise-reduction/run.ts'
import { createTagRegistry, type TagRegistry } from './registry.ts'
import type { Tag } from './tag.ts'
import * as tags from './tag-list.ts'
import { watermarkTemplate } from './watermark/template.ts'

export interface TagSettings extends NoiseReductionSettings {
  /** Of the times that results show. */
  readonly timeZone: TimeZone
}

type TagSource = Tag | ((settings: TagSettings) => Tag)

/** Every kind of job that this release runs, in alphabetical order. */
export function listTags(settings: TagSettings): readonly Tag[] {
  const sources: readonly TagSource[] = Object.values(tags)
  return sources.map((source) => (typeof source === 'function' ? source(settings) : source))
}

/** All tags, and what else has templates. */
export function allTags(settings: TagSettings): TagRegistry {
  return createTagRegistry(listTags(settings), [watermarkTemplate])
}
