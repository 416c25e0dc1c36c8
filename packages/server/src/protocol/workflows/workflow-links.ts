const BESIDE_THE_END = 'End'

/**
 * The types of nodes that may follow each type, as documented by the vendor. NoiseReduction is added where the
 * service's callback page needs it.
 */
const FOLLOWERS: Readonly<Record<string, string>> = {
  Start:
    'NoiseReduction Snapshot Animation SmartCover Transcode Concat VoiceSeparate VideoMontage StreamPackConfig ' +
    'SDRtoHDR VideoProcess SCF SuperResolution Segment PicProcess Tts SpeechRecognition VideoEnhance MediaInfo ' +
    'AIRecognition SegmentVideoBody',
  NoiseReduction: 'Transcode SpeechRecognition End',
  Snapshot: 'PicProcess SCF End',
  SmartCover: 'PicProcess SCF End',
  Animation: 'SCF End',
  PicProcess: 'SCF End',
  VoiceSeparate: 'SCF SpeechRecognition End',
  Tts: 'SCF Transcode End',
  SpeechRecognition: 'SCF Tts End',
  Segment: 'VideoEnhance SegmentVideoBody End',
  StreamPackConfig: 'VideoStream',
  VideoStream: 'StreamPack',
  StreamPack: 'End',
  MediaInfo: 'Condition End',
  Condition:
    'Transcode HighSpeedHd SuperResolution VideoProcess Animation Snapshot VideoMontage SmartCover Concat VideoEnhance',
  AIRecognition: 'End',
  SegmentVideoBody: 'End',
  Transcode:
    'NoiseReduction Snapshot Animation SmartCover Concat VideoMontage SDRtoHDR VideoProcess SCF Segment ' +
    'SpeechRecognition VideoEnhance MediaInfo SegmentVideoBody End',
  Concat:
    'NoiseReduction Transcode Snapshot Animation SmartCover SDRtoHDR VideoProcess SCF Segment VideoEnhance MediaInfo ' +
    'SegmentVideoBody End',
  VideoMontage:
    'Snapshot Animation SDRtoHDR VideoProcess SCF SuperResolution VideoEnhance Segment MediaInfo SegmentVideoBody End',
  SDRtoHDR:
    'Transcode Concat VideoMontage VoiceSeparate SmartCover Animation VideoProcess SCF SuperResolution ' +
    'SegmentVideoBody End',
  VideoProcess:
    'Transcode Concat VideoMontage VoiceSeparate SmartCover Animation SDRtoHDR SCF Segment SuperResolution MediaInfo ' +
    'SegmentVideoBody End',
  SCF: 'SDRtoHDR Snapshot Transcode Concat VideoMontage VoiceSeparate SmartCover Animation VideoProcess End',
  SuperResolution:
    'VideoMontage Transcode SmartCover Animation Snapshot SCF Segment SDRtoHDR VideoProcess MediaInfo SegmentVideoBody End',
  VideoEnhance:
    'Transcode VideoMontage SmartCover Animation Snapshot SCF Segment SpeechRecognition VoiceSeparate MediaInfo End',
}

const BY_TYPE: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(FOLLOWERS).map(([type, followers]) => [type, new Set(followers.split(' '))]),
)

/** All types of nodes in the protocol, including those without links of their own; Start and End are none. */
export const NODE_TYPES: readonly string[] = [
  ...new Set([...BY_TYPE.keys(), ...[...BY_TYPE.values()].flatMap((followers) => [...followers])]),
].filter((type) => type !== 'Start' && type !== BESIDE_THE_END)

/** Types whose links the protocol does not define may be linked with anything. */
export function mayFollow(from: string, to: string): boolean {
  const followers = BY_TYPE.get(from)
  if (followers) return followers.has(to)
  return to === BESIDE_THE_END || BY_TYPE.has(to)
}
