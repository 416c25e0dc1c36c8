import type { TimeZone } from '../protocol/times.ts'
import { createAnimation } from './animation/tag.ts'
import { createConcat } from './concat/tag.ts'
import { fileCompressTag } from './file-compress/tag.ts'
import { createFileHashCode } from './file-hash-code/tag.ts'
import { createFileUncompress } from './file-uncompress/tag.ts'
import { mediaInfoTag } from './media-info/tag.ts'
import type { NoiseReductionSettings } from './noise-reduction/run.ts'
import { createNoiseReduction } from './noise-reduction/tag.ts'
import { picProcessTag } from './pic-process/tag.ts'
import { createTagRegistry, type TagRegistry } from './registry.ts'
import { segmentTag } from './segment/tag.ts'
import { smartCoverTag } from './smart-cover/tag.ts'
import { snapshotTag } from './snapshot/tag.ts'
import { streamExtractTag } from './stream-extract/tag.ts'
import type { Tag } from './tag.ts'
import { createTranscode } from './transcode/tag.ts'
import { createWatermark } from './watermark/tag.ts'
import { watermarkTemplate } from './watermark/template.ts'

export interface TagSettings extends NoiseReductionSettings {
  /** Of the times that results show. */
  readonly timeZone: TimeZone
}

/** Every kind of job that this release runs. */
export function listTags(settings: TagSettings): readonly Tag[] {
  return [
    createNoiseReduction(settings),
    mediaInfoTag,
    createTranscode(settings),
    snapshotTag,
    smartCoverTag,
    createAnimation(settings),
    createConcat(settings),
    segmentTag,
    streamExtractTag,
    createWatermark(settings),
    picProcessTag,
    createFileHashCode(settings),
    fileCompressTag,
    createFileUncompress(),
  ]
}

/** All tags, and what else has templates. */
export function allTags(settings: TagSettings): TagRegistry {
  return createTagRegistry(listTags(settings), [watermarkTemplate])
}
