import type { JsonShape } from '../xml/write-json.ts'

/**
 * The JSON form of callbacks. `native`: as receivers of the vendor's callbacks decode it. `page`: as the vendor's
 * pages of 2022 print it, which were converted from XML by hand.
 */
export const CALLBACK_JSON = ['native', 'page'] as const
export type CallbackJson = (typeof CALLBACK_JSON)[number]

/** Common to both forms. */
const LISTS = [
  'Response.JobsDetail',
  'Input.CosHeaders',
  'WorkflowExecution.CosHeaders',
  'WorkflowExecution.Tasks',
]

/** docs/adr/0014 has the evidence for each. */
const NATIVE_LISTS = [
  'OutputFile.ObjectName',
  'OutputFile.ObjectUrl',
  'OutputFile.Md5Info',
  'SpriteOutputFile.ObjectName',
  'SpriteOutputFile.ObjectUrl',
  'SpriteOutputFile.Md5Info',
  'Operation.PicProcessResult',
  'ResultInfo.ObjectInfo',
  'ResultInfo.SpriteObjectInfo',
  'Operation.WatermarkTemplateId',
  'Operation.Watermark',
  'Transcode.AudioMixArray',
  'ConcatTemplate.ConcatFragment',
  'Output.StreamExtract',
  'FileCompressConfig.Key',
  'ErrorDetail.ErrorFile',
  'Stream.Video',
  'Stream.Audio',
  'Stream.Subtitle',
]

const NATIVE_LITERALS = [
  'Output.Force',
  'PicProcess.IsPicInfo',
  'ImageInfo.Width',
  'ImageInfo.Height',
  'ImageInfo.Quality',
  'ImageInfo.Orientation',
  'ProcessResult.Width',
  'ProcessResult.Height',
  'ProcessResult.Size',
  'ProcessResult.Quality',
  'SpeechRecognitionResult.AudioTime',
]

export const CALLBACK_SHAPES: Readonly<Record<CallbackJson, JsonShape>> = {
  native: {
    lists: new Set([...LISTS, ...NATIVE_LISTS]),
    literals: new Set(NATIVE_LITERALS),
    keepsEmpty: true,
  },
  page: { lists: new Set(LISTS), literals: new Set(), keepsEmpty: false },
}
