import type { CallbackFields } from './callback-fields.ts'

// Parts that operations of several tags have. Every field may be absent, because empty values are left out.

export interface JobOutput extends CallbackFields {
  readonly Bucket?: string
  readonly Object?: string
  readonly Region?: string
}

/** What a job of any tag has. */
export interface JobOperation extends CallbackFields {
  readonly Output?: JobOutput
  /** The value that the job was submitted with. */
  readonly UserData?: string
  readonly JobLevel?: string
  /** The value that the job was submitted with. */
  readonly CustomId?: string
}

/** The template that the parameters are of. */
export interface TemplateOperation extends JobOperation {
  readonly TemplateId?: string
  readonly TemplateName?: string
}

export interface MediaResult extends CallbackFields {
  readonly OutputFile?: OutputFile
}

export interface OutputFiles extends CallbackFields {
  readonly Bucket?: string
  readonly Region?: string
  /** What the keys begin with, when there are many. */
  readonly ObjectPrefix?: string
  readonly ObjectName?: readonly string[]
  /** Only JSON has them. */
  readonly ObjectUrl?: readonly string[]
  readonly Md5Info?: readonly Md5Info[]
}

export interface OutputFile extends OutputFiles {
  readonly SpriteOutputFile?: OutputFiles
}

export interface Md5Info extends CallbackFields {
  readonly Md5?: string
  readonly ObjectName?: string
}

export interface MediaInfo extends CallbackFields {
  readonly Format?: MediaFormat
  readonly Stream?: MediaStreams
}

export interface MediaFormat extends CallbackFields {
  readonly NumStream?: string
  readonly NumProgram?: string
  readonly FormatName?: string
  readonly FormatLongName?: string
  /** Seconds. */
  readonly StartTime?: string
  /** Seconds. */
  readonly Duration?: string
  /** kbit/s */
  readonly Bitrate?: string
  /** Bytes. */
  readonly Size?: string
}

export interface MediaStreams extends CallbackFields {
  readonly Video?: readonly VideoStream[]
  readonly Audio?: readonly AudioStream[]
  readonly Subtitle?: readonly SubtitleStream[]
}

export interface SubtitleStream extends CallbackFields {
  readonly Index?: string
  readonly Language?: string
}

interface TimedStream extends CallbackFields {
  readonly Index?: string
  readonly Language?: string
  readonly CodecName?: string
  readonly CodecLongName?: string
  readonly CodecTimeBase?: string
  readonly CodecTagString?: string
  readonly CodecTag?: string
  readonly Timebase?: string
  /** Seconds. */
  readonly StartTime?: string
  /** Seconds. */
  readonly Duration?: string
  /** kbit/s */
  readonly Bitrate?: string
}

export interface AudioStream extends TimedStream {
  readonly SampleFmt?: string
  /** Hz */
  readonly SampleRate?: string
  readonly Channel?: string
  readonly ChannelLayout?: string
}

export interface VideoStream extends TimedStream {
  readonly Profile?: string
  readonly Width?: string
  readonly Height?: string
  readonly HasBFrame?: string
  readonly RefFrames?: string
  readonly Sar?: string
  readonly Dar?: string
  readonly PixFormat?: string
  readonly FieldOrder?: string
  readonly Level?: string
  readonly Fps?: string
  readonly AvgFps?: string
  readonly NumFrames?: string
  readonly Rotation?: string
  readonly ColorPrimaries?: string
  readonly ColorRange?: string
  readonly ColorTransfer?: string
}

export interface Watermark extends CallbackFields {
  readonly Type?: string
  readonly Pos?: string
  readonly LocMode?: string
  readonly Dx?: string
  readonly Dy?: string
  readonly StartTime?: string
  readonly EndTime?: string
  readonly SlideConfig?: SlideConfig
  readonly Image?: WatermarkImage
  readonly Text?: WatermarkText
}

export interface SlideConfig extends CallbackFields {
  readonly SlideMode?: string
  readonly XSlideSpeed?: string
  readonly YSlideSpeed?: string
}

export interface WatermarkImage extends CallbackFields {
  readonly Url?: string
  readonly Mode?: string
  readonly Width?: string
  readonly Height?: string
  readonly Transparency?: string
  readonly Background?: string
}

export interface WatermarkText extends CallbackFields {
  readonly FontSize?: string
  readonly FontType?: string
  readonly FontColor?: string
  readonly Transparency?: string
  readonly Text?: string
}
