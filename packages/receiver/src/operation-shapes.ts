import type { ContainerShape, ShapeOf } from './field-shapes.ts'
import type { OutputFiles, JobOperation, MediaInfo, MediaResult, Watermark } from './operation-parts.ts'
import type { KnownTag, OperationByTag } from './operations.ts'
import type {
  AudioMix,
  AudioSettings,
  HlsEncrypt,
  TranscodeSettings,
  VideoSettings,
} from './request-parts.ts'

const T = 'text' as const

const OUTPUT = { Bucket: T, Object: T, Region: T } as const
const OPERATION: ShapeOf<JobOperation> = { Output: OUTPUT, UserData: T, JobLevel: T, CustomId: T }
const OF_TEMPLATE = { ...OPERATION, TemplateId: T, TemplateName: T } as const

const FILES: ShapeOf<OutputFiles> = {
  ...{ Bucket: T, Region: T, ObjectPrefix: T, ObjectName: [T], ObjectUrl: [T] },
  Md5Info: [{ Md5: T, ObjectName: T }],
}
const MEDIA_RESULT: ShapeOf<MediaResult> = { OutputFile: { ...FILES, SpriteOutputFile: FILES } }

const LENGTH = { StartTime: T, Duration: T, Bitrate: T } as const
const STREAM = {
  ...{ ...LENGTH, Index: T, Language: T, CodecName: T, CodecLongName: T, CodecTimeBase: T },
  ...{ CodecTagString: T, CodecTag: T, Timebase: T },
} as const
const MEDIA_INFO: ShapeOf<MediaInfo> = {
  Format: { ...LENGTH, NumStream: T, NumProgram: T, FormatName: T, FormatLongName: T, Size: T },
  Stream: {
    Video: [
      {
        ...{ ...STREAM, Profile: T, Width: T, Height: T, HasBFrame: T, RefFrames: T, Sar: T, Dar: T },
        ...{ PixFormat: T, FieldOrder: T, Level: T, Fps: T, AvgFps: T, NumFrames: T, Rotation: T },
        ...{ ColorPrimaries: T, ColorRange: T, ColorTransfer: T },
      },
    ],
    Audio: [{ ...STREAM, SampleFmt: T, SampleRate: T, Channel: T, ChannelLayout: T }],
    Subtitle: [{ Index: T, Language: T }],
  },
}
const OF_RECORDING = { ...OF_TEMPLATE, MediaInfo: MEDIA_INFO, MediaResult: MEDIA_RESULT }

const SIZE = { Width: T, Height: T } as const
const WATERMARK: ShapeOf<Watermark> = {
  ...{ Type: T, Pos: T, LocMode: T, Dx: T, Dy: T, StartTime: T, EndTime: T },
  SlideConfig: { SlideMode: T, XSlideSpeed: T, YSlideSpeed: T },
  Image: { ...SIZE, Url: T, Mode: T, Transparency: T, Background: T },
  Text: { FontSize: T, FontType: T, FontColor: T, Transparency: T, Text: T },
}
const WATERMARKS = { Watermark: [WATERMARK], WatermarkTemplateId: [T] } as const

const CONTAINER = { Format: T, ClipConfig: { Duration: T } } as const
const INTERVAL = { Start: T, Duration: T } as const
const VIDEO: ShapeOf<VideoSettings> = {
  ...{ ...SIZE, Codec: T, Fps: T, Remove: T, Profile: T, Bitrate: T, Crf: T, Gop: T, Preset: T, Bufsize: T },
  ...{ Maxrate: T, HlsTsTime: T, DashSegment: T, Pixfmt: T, LongShortMode: T, Rotate: T },
}
const AUDIO: ShapeOf<AudioSettings> = {
  ...{ Codec: T, Samplerate: T, Bitrate: T, Channels: T, Remove: T, KeepTwoTracks: T, SwitchTrack: T },
  SampleFormat: T,
}
const AUDIO_MIX: ShapeOf<AudioMix> = {
  ...{ AudioSource: T, MixMode: T, Replace: T },
  EffectConfig: {
    ...{ EnableStartFadein: T, StartFadeinTime: T, EnableEndFadeout: T, EndFadeoutTime: T },
    ...{ EnableBgmFade: T, BgmFadeTime: T },
  },
}
const HLS_ENCRYPT: ShapeOf<HlsEncrypt> = { IsHlsEncrypt: T, IsEncrypt: T, UriKey: T }
const TRANSCODE: ShapeOf<TranscodeSettings> = {
  ...{ Container: CONTAINER, Video: VIDEO, Audio: AUDIO, TimeInterval: INTERVAL },
  ...{ AudioMix: AUDIO_MIX, AudioMixArray: [AUDIO_MIX] },
  TransConfig: {
    ...{
      AdjDarMethod: T,
      IsCheckReso: T,
      ResoAdjMethod: T,
      IsCheckVideoBitrate: T,
      VideoBitrateAdjMethod: T,
    },
    ...{ IsCheckAudioBitrate: T, AudioBitrateAdjMethod: T, IsCheckVideoFps: T, VideoFpsAdjMethod: T },
    ...{ DeleteMetadata: T, IsHdr2Sdr: T, TranscodeIndex: T, HlsEncrypt: HLS_ENCRYPT },
    DashEncrypt: { IsEncrypt: T, UriKey: T },
  },
}

const PICTURE = { ...SIZE, Format: T, Quality: T } as const

const BY_TAG: { readonly [N in KnownTag]: ShapeOf<OperationByTag[N]> } = {
  Animation: {
    ...OF_RECORDING,
    Animation: {
      ...{ Container: CONTAINER, TimeInterval: INTERVAL },
      Video: {
        ...{ ...SIZE, Codec: T, Fps: T, Quality: T, AnimateOnlyKeepKeyFrame: T },
        ...{ AnimateTimeIntervalOfFrame: T, AnimateFramesPerSecond: T },
      },
    },
  },
  Concat: {
    ...OF_RECORDING,
    ConcatTemplate: {
      ConcatFragment: [{ Url: T, Mode: T, StartTime: T, EndTime: T, Duration: T, FragmentIndex: T }],
      ...{ Audio: AUDIO, Video: VIDEO, Container: CONTAINER, Index: T, DirectConcat: T },
    },
  },
  FileCompress: {
    ...OPERATION,
    FileCompressConfig: { Flatten: T, Format: T, UrlList: T, Prefix: T, Key: [T], Type: T, IgnoreError: T },
    FileCompressResult: {
      ...{ ...OUTPUT, CompressFileCount: T, ErrorCount: T },
      ErrorDetail: { ErrorCount: T, ErrorFile: [T] },
    },
  },
  FileHashCode: {
    ...OPERATION,
    FileHashCodeConfig: { Type: T, AddToHeader: T },
    FileHashCodeResult: { MD5: T, SHA1: T, SHA256: T, FileSize: T, LastModified: T, Etag: T },
  },
  FileUncompress: {
    ...OPERATION,
    FileUncompressConfig: { Prefix: T, PrefixReplaced: T },
    FileUncompressResult: { Bucket: T, Region: T, FileCount: T },
  },
  MediaInfo: { ...OPERATION, MediaInfo: MEDIA_INFO },
  NoiseReduction: {
    ...OF_TEMPLATE,
    NoiseReduction: { Format: T, SampleRate: T, Loudness: T, Strength: T },
  },
  PicProcess: {
    ...OF_TEMPLATE,
    PicProcess: { IsPicInfo: T, ProcessRule: T },
    PicProcessResult: [
      {
        ...{ InputObjectName: T, InputObjectUrl: T, ObjectName: T, ObjectUrl: T },
        OriginalInfo: { Etag: T, ImageInfo: { ...PICTURE, Ave: T, Orientation: T } },
        ProcessResult: { ...PICTURE, Etag: T, Size: T },
      },
    ],
  },
  Segment: {
    ...OF_RECORDING,
    Segment: {
      ...{ Format: T, Duration: T, StartTime: T, EndTime: T, TranscodeIndex: T },
      HlsEncrypt: HLS_ENCRYPT,
    },
  },
  SmartCover: {
    ...{ ...OF_TEMPLATE, MediaResult: MEDIA_RESULT },
    SmartCover: { ...SIZE, Format: T, Count: T, DeleteDuplicates: T },
  },
  Snapshot: {
    ...{ ...OF_TEMPLATE, Output: { ...OUTPUT, SpriteObject: T }, MediaResult: MEDIA_RESULT },
    Snapshot: {
      ...{ ...SIZE, Mode: T, Start: T, TimeInterval: T, Count: T, CIParam: T, IsCheckCount: T },
      ...{ IsCheckBlack: T, BlackLevel: T, PixelBlackThreshold: T, SnapshotOutMode: T },
      SpriteSnapshotConfig: {
        ...{ CellWidth: T, CellHeight: T, Color: T, Columns: T, Lines: T, Margin: T, Padding: T },
        ScaleMethod: T,
      },
    },
  },
  StreamExtract: {
    ...{ ...OPERATION, MediaResult: MEDIA_RESULT },
    Output: { ...OUTPUT, StreamExtract: [{ Index: T, Object: T, Output: T }] },
  },
  Transcode: {
    ...OF_RECORDING,
    ...WATERMARKS,
    Transcode: TRANSCODE,
    RemoveWatermark: { ...SIZE, Dx: T, Dy: T },
  },
  Watermark: { ...OF_RECORDING, ...WATERMARKS },
}

/** The shapes of `Operation`, by tag. */
export const OPERATION_SHAPES: ReadonlyMap<string, ContainerShape> = new Map(Object.entries(BY_TAG))

/** Of a tag that is not known: what all have. */
export const OTHER_SHAPE: ContainerShape = OPERATION
