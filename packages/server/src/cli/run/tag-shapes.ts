/** How the protocol writes the jobs of a tag. */
export interface TagShape {
  /** The element of Operation that has its parameters. */
  readonly block: string
  /** Below the block: what follows from the extension of the output unless it is given. */
  readonly format?: readonly string[]
  /** It may make several outputs, so that their keys need a number. */
  readonly isNumbered?: true
  /** It makes no output, and answers with what it found out. */
  readonly onlyAnswers?: true
  /** One job takes all inputs: each by its address, or all by their prefix. */
  readonly takesAll?: 'fragments' | 'prefix'
  /** Its outputs are named by their prefix alone. */
  readonly makesFolder?: true
  /** The extension of its outputs, unless the parameters or the input say it. */
  readonly extension?: string
}

const CONTAINER_FORMAT = ['Container', 'Format'] as const
const FORMAT = ['Format'] as const

/** Those that differ from the others, whose block is called like the tag. */
const SHAPES: Readonly<Record<string, TagShape>> = {
  Animation: { block: 'Animation', format: CONTAINER_FORMAT, extension: 'gif' },
  Concat: { block: 'ConcatTemplate', format: CONTAINER_FORMAT, takesAll: 'fragments' },
  FileCompress: { block: 'FileCompressConfig', format: FORMAT, takesAll: 'prefix', extension: 'zip' },
  FileHashCode: { block: 'FileHashCodeConfig', onlyAnswers: true },
  FileUncompress: { block: 'FileUncompressConfig', makesFolder: true },
  MediaInfo: { block: 'MediaInfo', onlyAnswers: true },
  NoiseReduction: { block: 'NoiseReduction', extension: 'wav' },
  Segment: { block: 'Segment', format: FORMAT, isNumbered: true },
  SmartCover: { block: 'SmartCover', format: FORMAT, isNumbered: true, extension: 'jpg' },
  Snapshot: { block: 'Snapshot', isNumbered: true, extension: 'jpg' },
  Transcode: { block: 'Transcode', format: CONTAINER_FORMAT },
}

export function shapeOf(tag: string): TagShape {
  return (Object.hasOwn(SHAPES, tag) ? SHAPES[tag] : undefined) ?? { block: tag }
}

/** Where the parameters of `--set` are, below Operation. */
export function blockPath(tag: string): string {
  return tag === 'StreamExtract' ? 'Output.StreamExtract' : shapeOf(tag).block
}

/** Formats whose files have another extension. */
const EXTENSIONS: Readonly<Record<string, string>> = { hls: 'm3u8', dash: 'mpd' }

export const extensionOf = (format: string): string => EXTENSIONS[format] ?? format

/** The format that a file name stands for; `undefined` without an extension. */
export function formatOf(name: string): string | undefined {
  const [, extension] = /\.(tar\.gz|[A-Za-z0-9]+)$/.exec(name) ?? []
  const lower = extension?.toLowerCase()
  return Object.entries(EXTENSIONS).find(([, other]) => other === lower)?.[0] ?? lower
}
