import { z } from 'zod'

// What a receiver in a language with fixed types would have: lists are lists, numbers are numbers, nothing is converted
// and nothing unknown is passed over. It is composed from the vendor's tables of each tag, and knows nothing of the
// writer.

const text = z.string()
const container = z.strictObject
/** A container of texts, all of them there. */
const texts = (...names: readonly string[]) => z.record(z.enum(names), text)
/** A container of texts that may each be absent. */
const someTexts = (...names: readonly string[]) => z.partialRecord(z.enum(names), text)
const listOf = z.array

const header = texts('Key', 'Value')
const output = texts('Bucket', 'Object', 'Region')
const common = { JobLevel: text, UserData: text.optional() }

const file = {
  Bucket: text,
  Md5Info: listOf(texts('Md5', 'ObjectName')),
  ObjectName: listOf(text),
  ObjectUrl: listOf(z.url()),
  ObjectPrefix: text,
  Region: text,
}
const MediaResult = container({
  OutputFile: container({ ...file, SpriteOutputFile: container(file).optional() }),
})

const COMMON_OF_STREAMS =
  'Index CodecName CodecLongName CodecTimeBase CodecTagString CodecTag Timebase StartTime Duration Bitrate Language'
const VIDEO =
  'Profile Width Height HasBFrame RefFrames Sar Dar PixFormat FieldOrder Level Fps AvgFps NumFrames Rotation ' +
  'ColorPrimaries ColorRange ColorTransfer'
const AUDIO = 'SampleFmt SampleRate Channel ChannelLayout'
const FORMAT = 'NumStream NumProgram FormatName FormatLongName StartTime Duration Bitrate Size'

const MediaInfo = container({
  Format: someTexts(...FORMAT.split(' ')),
  Stream: container({
    Audio: listOf(someTexts(...`${COMMON_OF_STREAMS} ${AUDIO}`.split(' '))),
    Subtitle: listOf(someTexts('Index', 'Language')),
    Video: listOf(someTexts(...`${COMMON_OF_STREAMS} ${VIDEO}`.split(' '))),
  }),
})
const media = { ...common, MediaInfo, MediaResult, Output: output }

const picture = { Format: text, Width: z.int(), Height: z.int(), Quality: z.int().optional() }
const pictureResult = container({
  InputObjectName: text,
  InputObjectUrl: z.url(),
  ObjectName: text,
  ObjectUrl: z.url(),
  OriginalInfo: container({
    Etag: text,
    ImageInfo: container({ ...picture, Ave: text, Orientation: z.int() }),
  }),
  ProcessResult: container({ ...picture, Etag: text, Size: z.int() }),
})

/** Of each tag the children of Operation. */
const OPERATIONS = {
  NoiseReduction: container({ ...common, NoiseReduction: texts('Format'), Output: output }),
  MediaInfo: container({ ...common, MediaInfo }),
  Transcode: container({
    ...media,
    Transcode: container({
      Container: texts('Format'),
      Video: texts('Codec'),
      Audio: texts('Codec'),
      AudioMixArray: listOf(texts('AudioSource')),
    }),
    WatermarkTemplateId: listOf(text),
  }),
  Snapshot: container({
    ...media,
    Output: texts('Bucket', 'Object', 'Region', 'SpriteObject'),
    Snapshot: container({
      Count: text,
      Mode: text,
      SnapshotOutMode: text,
      SpriteSnapshotConfig: texts('Color', 'Columns', 'Lines'),
    }),
  }),
  SmartCover: container({ ...media, SmartCover: texts('Count', 'Format') }),
  Animation: container({
    ...media,
    Animation: container({ Container: texts('Format'), Video: texts('Codec', 'Width') }),
  }),
  Concat: container({
    ...media,
    ConcatTemplate: container({
      ConcatFragment: listOf(texts('Mode', 'Url')),
      Container: texts('Format'),
      Video: texts('Codec'),
      Audio: texts('Codec'),
    }),
  }),
  Segment: container({ ...media, Segment: texts('Duration', 'Format') }),
  StreamExtract: container({
    ...common,
    MediaResult,
    Output: container({
      Bucket: text,
      Region: text,
      StreamExtract: listOf(texts('Index', 'Object', 'Output')),
    }),
  }),
  Watermark: container({ ...media, WatermarkTemplateId: listOf(text) }),
  PicProcess: container({
    ...common,
    Output: output,
    PicProcess: container({ IsPicInfo: z.boolean(), ProcessRule: text }),
    PicProcessResult: listOf(pictureResult),
  }),
  FileHashCode: container({
    ...common,
    FileHashCodeConfig: texts('Type', 'AddToHeader'),
    FileHashCodeResult: texts('MD5', 'FileSize', 'LastModified', 'Etag'),
  }),
  FileCompress: container({
    ...common,
    Output: output,
    FileCompressConfig: container({ Flatten: text, Format: text, IgnoreError: text, Key: listOf(text) }),
    FileCompressResult: container({
      Bucket: text,
      Object: text,
      Region: text,
      CompressFileCount: text,
      ErrorCount: text,
      ErrorDetail: container({ ErrorCount: text, ErrorFile: listOf(text) }),
    }),
  }),
  FileUncompress: container({
    ...common,
    Output: texts('Bucket', 'Region'),
    FileUncompressConfig: texts('Prefix'),
    FileUncompressResult: texts('Bucket', 'Region', 'FileCount'),
  }),
}

function taskFinish(tag: string, operation: z.ZodType): z.ZodType {
  return container({
    EventName: z.literal('TaskFinish'),
    JobsDetail: listOf(
      container({
        Code: text,
        CreationTime: text,
        EndTime: text,
        Input: container({
          BucketId: text,
          CosHeaders: listOf(header).optional(),
          Object: text,
          Region: text,
        }),
        JobId: text,
        Message: text,
        Operation: operation,
        Progress: text.optional(),
        QueueId: text,
        ...(tag !== 'NoiseReduction' && { QueueType: text }),
        StartTime: text,
        State: z.enum(['Success', 'Failed']),
        Tag: z.literal(tag),
        Workflow: texts('Name', 'RunId', 'WorkflowId', 'WorkflowName').optional(),
      }),
    ),
  })
}

const workflowFinish = container({
  EventName: z.literal('WorkflowFinish'),
  WorkflowExecution: container({
    WorkflowId: text,
    WorkflowName: text,
    RunId: text,
    State: text,
    BucketId: text,
    Object: text,
    CreateTime: text,
    CosHeaders: listOf(header),
    Tasks: listOf(
      texts('Type', 'CreateTime', 'EndTime', 'State', 'JobId', 'Name', 'TemplateId', 'TemplateName'),
    ),
  }),
})

/** By the name of the golden file: a tag, or WorkflowFinish. */
export const DECODERS: ReadonlyMap<string, z.ZodType> = new Map([
  ...Object.entries(OPERATIONS).map(([tag, operation]) => [tag, taskFinish(tag, operation)] as const),
  ['WorkflowFinish', workflowFinish],
])
