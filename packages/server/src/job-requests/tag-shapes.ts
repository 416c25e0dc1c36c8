/** How a service that reads the extension of an output's key makes other formats than it names. */
interface KeyFormats {
  /** The extensions that it knows. It takes the first one for any other. */
  readonly extensions: readonly string[]
  /** The parameter that says the format instead, and the option that it is given with. */
  readonly parameter: readonly string[]
  readonly option: 'set' | 'set-operation'
}

/** How the protocol writes the jobs of a tag. */
export interface TagShape {
  /** The element of Operation that has its parameters. */
  readonly block: string
  /** Where the service takes the format from the extension of the output, whose formats are these. */
  readonly keyFormats?: KeyFormats
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
  NoiseReduction: {
    block: 'NoiseReduction',
    extension: 'wav',
    keyFormats: { extensions: ['wav', 'mp3', 'm4a'], parameter: FORMAT, option: 'set' },
  },
  Segment: { block: 'Segment', format: FORMAT, isNumbered: true },
  SmartCover: { block: 'SmartCover', format: FORMAT, isNumbered: true, extension: 'jpg' },
  Snapshot: {
    block: 'Snapshot',
    isNumbered: true,
    extension: 'jpg',
    keyFormats: { extensions: ['jpg', 'jpeg', 'png', 'webp'], parameter: ['CIParam'], option: 'set' },
  },
  Transcode: { block: 'Transcode', format: CONTAINER_FORMAT },
  Watermark: {
    block: 'Watermark',
    keyFormats: {
      extensions: ['mp4', 'm3u8', 'mkv', 'ts', 'flv', 'avi', 'mov', 'mpd', 'webm'],
      parameter: ['Transcode', ...CONTAINER_FORMAT],
      option: 'set-operation',
    },
  },
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

/** In lower case, without its dot; `undefined` when there is none, or a variable. */
export function extensionIn(name: string): string | undefined {
  const [, extension] = /\.(tar\.gz|[A-Za-z0-9]+)$/.exec(name) ?? []
  return extension?.toLowerCase()
}

/** The format that a file name stands for; `undefined` without an extension. */
export function formatOf(name: string): string | undefined {
  const lower = extensionIn(name)
  return Object.entries(EXTENSIONS).find(([, other]) => other === lower)?.[0] ?? lower
}
