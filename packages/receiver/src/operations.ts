import type { CallbackFields } from './callback-fields.ts'
import type {
  JobOperation,
  JobOutput,
  MediaInfo,
  MediaResult,
  TemplateOperation,
  Watermark,
} from './operation-parts.ts'
import type {
  AnimationSettings,
  ConcatSettings,
  NoiseReductionSettings,
  RemoveWatermark,
  SegmentSettings,
  SmartCoverSettings,
  SnapshotSettings,
  TranscodeSettings,
} from './request-parts.ts'

/** `Operation` of a job, by its tag: what was asked for, and the result. */
export interface OperationByTag {
  readonly Animation: AnimationOperation
  readonly Concat: ConcatOperation
  readonly FileCompress: FileCompressOperation
  readonly FileHashCode: FileHashCodeOperation
  readonly FileUncompress: FileUncompressOperation
  readonly MediaInfo: MediaInfoOperation
  readonly NoiseReduction: NoiseReductionOperation
  readonly PicProcess: PicProcessOperation
  readonly Segment: SegmentOperation
  readonly SmartCover: SmartCoverOperation
  readonly Snapshot: SnapshotOperation
  readonly StreamExtract: StreamExtractOperation
  readonly Transcode: TranscodeOperation
  readonly Watermark: WatermarkOperation
}

export type KnownTag = keyof OperationByTag

/** Of the tags whose output is a recording. */
interface RecordingOperation extends TemplateOperation {
  readonly MediaInfo?: MediaInfo
  readonly MediaResult?: MediaResult
}

export interface AnimationOperation extends RecordingOperation {
  readonly Animation?: AnimationSettings
}

export interface ConcatOperation extends RecordingOperation {
  readonly ConcatTemplate?: ConcatSettings
}

export interface SegmentOperation extends RecordingOperation {
  readonly Segment?: SegmentSettings
}

export interface TranscodeOperation extends RecordingOperation {
  readonly Transcode?: TranscodeSettings
  readonly RemoveWatermark?: RemoveWatermark
  readonly Watermark?: readonly Watermark[]
  readonly WatermarkTemplateId?: readonly string[]
}

export interface WatermarkOperation extends RecordingOperation {
  readonly Watermark?: readonly Watermark[]
  readonly WatermarkTemplateId?: readonly string[]
}

export interface NoiseReductionOperation extends TemplateOperation {
  readonly NoiseReduction?: NoiseReductionSettings
}

export interface SmartCoverOperation extends TemplateOperation {
  readonly SmartCover?: SmartCoverSettings
  readonly MediaResult?: MediaResult
}

export interface SnapshotOperation extends TemplateOperation {
  readonly Output?: SnapshotOutput
  readonly Snapshot?: SnapshotSettings
  readonly MediaResult?: MediaResult
}

export interface SnapshotOutput extends JobOutput {
  readonly SpriteObject?: string
}

export interface StreamExtractOperation extends JobOperation {
  readonly Output?: StreamExtractOutput
  readonly MediaResult?: MediaResult
}

export interface StreamExtractOutput extends JobOutput {
  readonly StreamExtract?: readonly ExtractedStream[]
}

export interface ExtractedStream extends CallbackFields {
  readonly Index?: string
  readonly Object?: string
  readonly Output?: string
}

export interface MediaInfoOperation extends JobOperation {
  readonly MediaInfo?: MediaInfo
}

export interface PicProcessOperation extends TemplateOperation {
  readonly PicProcess?: PicProcessSettings
  readonly PicProcessResult?: readonly PicProcessResult[]
}

export interface PicProcessSettings extends CallbackFields {
  readonly IsPicInfo?: string
  readonly ProcessRule?: string
}

export interface PicProcessResult extends CallbackFields {
  /** Only JSON has it. */
  readonly InputObjectName?: string
  /** Only JSON has it. */
  readonly InputObjectUrl?: string
  readonly ObjectName?: string
  /** Only JSON has it. */
  readonly ObjectUrl?: string
  readonly OriginalInfo?: OriginalInfo
  readonly ProcessResult?: ProcessedPicture
}

export interface OriginalInfo extends CallbackFields {
  readonly Etag?: string
  readonly ImageInfo?: ImageInfo
}

export interface ImageInfo extends CallbackFields {
  readonly Format?: string
  readonly Width?: string
  readonly Height?: string
  readonly Quality?: string
  /** The average colour, such as `0xc64847`. */
  readonly Ave?: string
  readonly Orientation?: string
}

export interface ProcessedPicture extends CallbackFields {
  readonly Etag?: string
  readonly Format?: string
  readonly Width?: string
  readonly Height?: string
  readonly Quality?: string
  /** Bytes. */
  readonly Size?: string
}

export interface FileHashCodeOperation extends JobOperation {
  readonly FileHashCodeConfig?: FileHashCodeConfig
  readonly FileHashCodeResult?: FileHashCodeResult
}

export interface FileHashCodeConfig extends CallbackFields {
  readonly Type?: string
  readonly AddToHeader?: string
}

/** Has the hash that the job asked for. */
export interface FileHashCodeResult extends CallbackFields {
  readonly MD5?: string
  readonly SHA1?: string
  readonly SHA256?: string
  /** Bytes. */
  readonly FileSize?: string
  readonly LastModified?: string
  readonly Etag?: string
}

export interface FileCompressOperation extends JobOperation {
  readonly FileCompressConfig?: FileCompressConfig
  readonly FileCompressResult?: FileCompressResult
}

export interface FileCompressConfig extends CallbackFields {
  readonly Flatten?: string
  readonly Format?: string
  readonly UrlList?: string
  readonly Prefix?: string
  readonly Key?: readonly string[]
  readonly Type?: string
  readonly IgnoreError?: string
}

export interface FileCompressResult extends CallbackFields {
  readonly Bucket?: string
  readonly Object?: string
  readonly Region?: string
  readonly CompressFileCount?: string
  readonly ErrorCount?: string
  readonly ErrorDetail?: CompressErrors
}

export interface CompressErrors extends CallbackFields {
  readonly ErrorCount?: string
  readonly ErrorFile?: readonly string[]
}

export interface FileUncompressOperation extends JobOperation {
  readonly FileUncompressConfig?: FileUncompressConfig
  readonly FileUncompressResult?: FileUncompressResult
}

export interface FileUncompressConfig extends CallbackFields {
  readonly Prefix?: string
  readonly PrefixReplaced?: string
}

export interface FileUncompressResult extends CallbackFields {
  readonly Bucket?: string
  readonly Region?: string
  readonly FileCount?: string
}
