import type { CallbackFields } from './callback-fields.ts'

// What the requests of Transcode, Concat, Animation, Snapshot and others ask for, as it comes back in their callbacks.

export interface ContainerSettings extends CallbackFields {
  readonly Format?: string
  readonly ClipConfig?: ClipConfig
}

export interface ClipConfig extends CallbackFields {
  readonly Duration?: string
}

export interface TimeInterval extends CallbackFields {
  readonly Start?: string
  readonly Duration?: string
}

export interface VideoSettings extends CallbackFields {
  readonly Codec?: string
  readonly Width?: string
  readonly Height?: string
  readonly Fps?: string
  readonly Remove?: string
  readonly Profile?: string
  readonly Bitrate?: string
  readonly Crf?: string
  readonly Gop?: string
  readonly Preset?: string
  readonly Bufsize?: string
  readonly Maxrate?: string
  readonly HlsTsTime?: string
  readonly DashSegment?: string
  readonly Pixfmt?: string
  readonly LongShortMode?: string
  readonly Rotate?: string
}

export interface AudioSettings extends CallbackFields {
  readonly Codec?: string
  readonly Samplerate?: string
  readonly Bitrate?: string
  readonly Channels?: string
  readonly Remove?: string
  readonly KeepTwoTracks?: string
  readonly SwitchTrack?: string
  readonly SampleFormat?: string
}

export interface TranscodeSettings extends CallbackFields {
  readonly Container?: ContainerSettings
  readonly Video?: VideoSettings
  readonly TimeInterval?: TimeInterval
  readonly Audio?: AudioSettings
  readonly TransConfig?: TransConfig
  readonly AudioMix?: AudioMix
  readonly AudioMixArray?: readonly AudioMix[]
}

export interface TransConfig extends CallbackFields {
  readonly AdjDarMethod?: string
  readonly IsCheckReso?: string
  readonly ResoAdjMethod?: string
  readonly IsCheckVideoBitrate?: string
  readonly VideoBitrateAdjMethod?: string
  readonly IsCheckAudioBitrate?: string
  readonly AudioBitrateAdjMethod?: string
  readonly IsCheckVideoFps?: string
  readonly VideoFpsAdjMethod?: string
  readonly DeleteMetadata?: string
  readonly IsHdr2Sdr?: string
  readonly TranscodeIndex?: string
  readonly HlsEncrypt?: HlsEncrypt
  readonly DashEncrypt?: DashEncrypt
}

export interface HlsEncrypt extends CallbackFields {
  readonly IsHlsEncrypt?: string
  readonly IsEncrypt?: string
  readonly UriKey?: string
}

export interface DashEncrypt extends CallbackFields {
  readonly IsEncrypt?: string
  readonly UriKey?: string
}

export interface AudioMix extends CallbackFields {
  readonly AudioSource?: string
  readonly MixMode?: string
  readonly Replace?: string
  readonly EffectConfig?: EffectConfig
}

export interface EffectConfig extends CallbackFields {
  readonly EnableStartFadein?: string
  readonly StartFadeinTime?: string
  readonly EnableEndFadeout?: string
  readonly EndFadeoutTime?: string
  readonly EnableBgmFade?: string
  readonly BgmFadeTime?: string
}

export interface RemoveWatermark extends CallbackFields {
  readonly Dx?: string
  readonly Dy?: string
  readonly Width?: string
  readonly Height?: string
}

export interface ConcatSettings extends CallbackFields {
  readonly ConcatFragment?: readonly ConcatFragment[]
  readonly Audio?: AudioSettings
  readonly Video?: VideoSettings
  readonly Container?: ContainerSettings
  readonly Index?: string
  readonly DirectConcat?: string
}

export interface ConcatFragment extends CallbackFields {
  readonly Url?: string
  readonly Mode?: string
  readonly StartTime?: string
  readonly EndTime?: string
  readonly Duration?: string
  readonly FragmentIndex?: string
}

export interface AnimationSettings extends CallbackFields {
  readonly Container?: ContainerSettings
  readonly Video?: AnimationVideo
  readonly TimeInterval?: TimeInterval
}

export interface AnimationVideo extends CallbackFields {
  readonly Codec?: string
  readonly Width?: string
  readonly Height?: string
  readonly Fps?: string
  readonly AnimateOnlyKeepKeyFrame?: string
  readonly AnimateTimeIntervalOfFrame?: string
  readonly AnimateFramesPerSecond?: string
  readonly Quality?: string
}

export interface SnapshotSettings extends CallbackFields {
  readonly Mode?: string
  readonly Start?: string
  readonly TimeInterval?: string
  readonly Count?: string
  readonly Width?: string
  readonly Height?: string
  readonly CIParam?: string
  readonly IsCheckCount?: string
  readonly IsCheckBlack?: string
  readonly BlackLevel?: string
  readonly PixelBlackThreshold?: string
  readonly SnapshotOutMode?: string
  readonly SpriteSnapshotConfig?: SpriteSnapshotConfig
}

export interface SpriteSnapshotConfig extends CallbackFields {
  readonly CellWidth?: string
  readonly CellHeight?: string
  readonly Color?: string
  readonly Columns?: string
  readonly Lines?: string
  readonly Margin?: string
  readonly Padding?: string
  readonly ScaleMethod?: string
}

export interface SmartCoverSettings extends CallbackFields {
  readonly Format?: string
  readonly Width?: string
  readonly Height?: string
  readonly Count?: string
  readonly DeleteDuplicates?: string
}

export interface SegmentSettings extends CallbackFields {
  readonly Format?: string
  readonly Duration?: string
  readonly StartTime?: string
  readonly EndTime?: string
  readonly TranscodeIndex?: string
  readonly HlsEncrypt?: HlsEncrypt
}

export interface NoiseReductionSettings extends CallbackFields {
  readonly Format?: string
  /** Hz */
  readonly SampleRate?: string
  /** LUFS */
  readonly Loudness?: string
  /** Percent. */
  readonly Strength?: string
}
