import type { JsonValue } from '../../packages/server/src/base/json.ts'
import type { Probe } from '../../packages/server/src/media/probe-shape.ts'
import type { NamedTemplate } from '../../packages/server/src/tags/tag.ts'
import { BUCKET, outputXml, REGION } from '../../packages/server/src/tags/testing/test-tag.ts'

/** One job of a tag: what was asked for, and what came of it. */
export interface SampleOperation {
  /** What stands in the request's Operation. */
  readonly operation: string
  readonly result: JsonValue
  /** Keys of the outputs, in order. */
  readonly files: readonly string[]
  readonly message?: string
  /** Whether an upload started it. */
  readonly isOfWorkflow?: true
}

/** The watermark that the Transcode job names. */
export const MARK: NamedTemplate = {
  id: `t${'7'.repeat(32)}`,
  name: 'mark',
  params: {
    place: { Type: 'Text', Pos: 'TopRight', LocMode: 'Absolute', Dx: '8', Dy: '8' },
    text: {
      FontSize: '30',
      FontType: 'simfang.ttf',
      FontColor: '0xF0F0F0',
      Transparency: '30',
      Text: 'mark',
    },
  },
}

const OBJECTS = `https://${BUCKET}.cos.${REGION}.myqcloud.com`
const DATA = '<UserData>sample &amp; data</UserData>'

const sound = {
  type: 'audio',
  index: 1,
  codecName: 'aac',
  codecLongName: 'AAC (Advanced Audio Coding)',
  codecTag: 0x6134706d,
  codecTagString: 'mp4a',
  timeBase: { num: 1, den: 44_100 },
  startTimeS: 0,
  durationS: 13.653311,
  bitRate: 104_047,
  language: 'und',
  sampleFormat: 'fltp',
  sampleRate: 44_100,
  channels: 2,
  channelLayout: 'stereo',
} as const satisfies Probe['streams'][number]

const picture = {
  type: 'video',
  index: 0,
  codecName: 'h264',
  codecLongName: 'H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10',
  codecTag: 0x31637661,
  codecTagString: 'avc1',
  profile: 'High',
  timeBase: { num: 1, den: 12_800 },
  startTimeS: 0,
  durationS: 12.96,
  bitRate: 763_774,
  frames: 324,
  width: 544,
  height: 960,
  pixelFormat: 'yuv420p',
  frameRate: { num: 25, den: 1 },
  averageFrameRate: { num: 25, den: 1 },
  level: 10,
  bFrames: 0,
  refFrames: 1,
  colorRange: 'tv',
  colorPrimaries: 'bt470bg',
  colorTransfer: 'smpte170m',
  rotation: 0,
  isPicture: false,
} as const satisfies Probe['streams'][number]

function probe(...streams: Probe['streams']): Probe {
  const format = { name: 'mov,mp4,m4a,3gp,3g2,mj2', streams: streams.length, programs: 0 }
  return { format: { ...format, durationS: 13.654, bitRate: 834_736, bytes: 1_424_687 }, streams }
}

const film = probe(picture, sound)

/** One file each where the protocol has a list: that is where an array and a bare value differ. */
export const OPERATIONS: Readonly<Record<string, SampleOperation>> = {
  NoiseReduction: {
    operation: `<NoiseReduction><Format>wav</Format></NoiseReduction>${outputXml('out/talk.wav')}${DATA}`,
    result: {},
    files: ['out/talk.wav'],
    message: 'SUCCESS',
  },
  MediaInfo: {
    operation: DATA,
    result: probe(picture, sound, {
      ...{ type: 'subtitle', index: 2, codecName: 'mov_text', codecTag: 0x67337874, codecTagString: 'tx3g' },
      ...{ timeBase: { num: 1, den: 1_000 }, language: 'chi' },
    }),
    files: [],
  },
  Transcode: {
    operation:
      '<Transcode><Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec></Video>' +
      '<Audio><Codec>aac</Codec></Audio>' +
      `<AudioMixArray><AudioSource>${OBJECTS}/in/tune.mp3</AudioSource></AudioMixArray></Transcode>` +
      `<WatermarkTemplateId>${MARK.id}</WatermarkTemplateId>${outputXml('out/film one.mp4')}${DATA}`,
    result: { probe: film },
    files: ['out/film one.mp4'],
    message: 'success',
    isOfWorkflow: true,
  },
  Snapshot: {
    operation:
      '<Snapshot><Mode>Average</Mode><Count>1</Count><SnapshotOutMode>SnapshotAndSprite</SnapshotOutMode>' +
      '<SpriteSnapshotConfig><Color>White</Color><Columns>2</Columns><Lines>2</Lines></SpriteSnapshotConfig></Snapshot>' +
      outputXml('out/shot-${Number}.jpg', '<SpriteObject>out/sprite-${Number}.jpg</SpriteObject>'),
    result: { pictures: 1, prefix: 'out/shot-', spritePrefix: 'out/sprite-' },
    files: ['out/shot-0.jpg', 'out/sprite-0.jpg'],
  },
  SmartCover: {
    operation: `<SmartCover><Format>jpg</Format><Count>1</Count></SmartCover>${outputXml('out/cover-${Number}.jpg')}`,
    result: {},
    files: ['out/cover-0.jpg'],
  },
  Animation: {
    operation:
      '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>128</Width></Video>' +
      `</Animation>${outputXml('out/film.gif')}${DATA}`,
    result: probe({ ...picture, codecName: 'gif', level: -99 }),
    files: ['out/film.gif'],
  },
  Concat: {
    operation:
      `<ConcatTemplate><ConcatFragment><Url>${OBJECTS}/in/end.mp4</Url><Mode>End</Mode></ConcatFragment>` +
      '<Audio><Codec>aac</Codec></Audio><Video><Codec>H.264</Codec></Video>' +
      `<Container><Format>mp4</Format></Container></ConcatTemplate>${outputXml('out/joined.mp4')}${DATA}`,
    result: film,
    files: ['out/joined.mp4'],
  },
  Segment: {
    operation: `<Segment><Format>mp4</Format><Duration>5</Duration></Segment>${outputXml('out/part-${Number}')}${DATA}`,
    result: { probe: film, prefix: 'out/part-' },
    files: ['out/part-0', 'out/part-1', 'out/part-2'],
  },
  StreamExtract: {
    operation:
      `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>` +
      `<StreamExtract><Index>1</Index><Object>out/sound.mp4</Object></StreamExtract></Output>${DATA}`,
    result: {},
    files: ['out/sound.mp4'],
  },
  Watermark: {
    operation: `<WatermarkTemplateId>${MARK.id}</WatermarkTemplateId>${outputXml('out/marked.mp4')}${DATA}`,
    result: { probe: film },
    files: ['out/marked.mp4'],
    message: 'success',
  },
  PicProcess: {
    operation:
      '<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/rotate/90</ProcessRule></PicProcess>' +
      outputXml('out/turned.jpg'),
    // The picture was replaced while it was worked on, so that nobody knows its ETag any more.
    result: {
      original: { format: 'JPEG', width: 500, height: 417, quality: 68, average: '0xc64847', orientation: 0 },
      processed: { format: 'JPEG', width: 417, height: 500, quality: 68 },
    },
    files: ['out/turned.jpg'],
  },
  FileHashCode: {
    operation: `<FileHashCodeConfig><Type>MD5</Type><AddToHeader>true</AddToHeader></FileHashCodeConfig>${DATA}`,
    result: {
      ...{ type: 'MD5', hex: '3df1f845d2ffd20a525a93ec40014d90', bytes: 1_424_687 },
      object: { etag: '3df1f845d2ffd20a525a93ec40014d90', modifiedAt: Date.UTC(2024, 4, 6, 1) },
    },
    files: [],
  },
  FileCompress: {
    operation:
      '<FileCompressConfig><Flatten>0</Flatten><Format>zip</Format><Key>in/gone.mp4</Key>' +
      `<IgnoreError>true</IgnoreError></FileCompressConfig>${outputXml('out/all.zip')}${DATA}`,
    result: { files: 0, errors: 1, leftOut: ['in/gone.mp4'] },
    files: ['out/all.zip'],
  },
  FileUncompress: {
    operation:
      '<FileUncompressConfig><Prefix>out/all/</Prefix></FileUncompressConfig>' +
      `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket></Output>${DATA}`,
    result: { region: REGION, bucket: BUCKET, files: 3 },
    files: [],
  },
}
