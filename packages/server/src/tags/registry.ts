import { ProtocolError } from '../protocol/errors.ts'
import type { Tag, TemplateKind } from './tag.ts'
import { createTemplateKinds, type TemplateKinds } from './template-kinds.ts'

/** The tags of the protocol, run here or not: a client that asks for one that is not run gets an answer with its name. */
export const DOCUMENTED: ReadonlySet<string> = new Set([
  'Animation',
  'Concat',
  'DNA',
  'DigitalWatermark',
  'DocAIGCMetadata',
  'DocProcess',
  'DocWatermark',
  'ExtractDigitalWatermark',
  'FileCompress',
  'FileHashCode',
  'FileUncompress',
  'FillConcat',
  'GeneratePlayList',
  'HighSpeedHd',
  'ImageInspect',
  'ImageOCR',
  'MediaInfo',
  'NoiseReduction',
  'PicProcess',
  'PosterProduction',
  'QualityEstimate',
  'SDRtoHDR',
  'Segment',
  'SegmentVideoBody',
  'SmartCover',
  'Snapshot',
  'SoundHound',
  'SpeechRecognition',
  'SplitVideoParts',
  'StreamExtract',
  'StreamPack',
  'StreamPackConfig',
  'SuperResolution',
  'Transcode',
  'TranscodePro',
  'Translation',
  'Tts',
  'VideoEnhance',
  'VideoMontage',
  'VideoProcess',
  'VideoSynthesis',
  'VideoTag',
  'VideoTargetRec',
  'VocalScore',
  'VoiceSeparate',
  'Watermark',
  'WordsGeneralize',
])

export interface TagRegistry {
  /** In alphabetical order. */
  readonly all: readonly Tag[]
  /** The tag, or NotImplemented when the protocol has it and this release does not, or InvalidArgument. */
  find(name: string): Tag
  /** Whether there is such a tag here. */
  has(name: string): boolean
  /** Whether the protocol has such a tag, be it run here or not. */
  isDocumented(name: string): boolean
  readonly templates: TemplateKinds
}

/** `kinds`: what has templates and is no tag. */
export function createTagRegistry(tags: readonly Tag[], kinds: readonly TemplateKind[] = []): TagRegistry {
  const byName = new Map(tags.map((tag) => [tag.name, tag]))
  const isDocumented = (name: string): boolean => DOCUMENTED.has(name) || byName.has(name)
  return {
    all: tags,
    has: (name) => byName.has(name),
    find(name) {
      const tag = byName.get(name)
      if (tag) return tag
      const built = `supported tags are ${[...byName.keys()].join(', ')}`
      if (DOCUMENTED.has(name)) {
        throw new ProtocolError('NotImplemented', `Jobs of Tag ${name} are not implemented here; ${built}.`)
      }
      throw new ProtocolError('InvalidArgument', `Tag ${JSON.stringify(name)} is not known; ${built}.`)
    },
    isDocumented,
    templates: createTemplateKinds({ tags, kinds, isDocumentedTag: isDocumented }),
  }
}
