import { z } from 'zod'

// The parts that callbacks of several tags have, as a receiver in a language with fixed types decodes them: lists are
// lists, numbers are numbers, nothing is converted and nothing unknown is passed over. They are composed from the
// vendor's tables, and know nothing of the writer.

export const text = z.string()
export const container = z.strictObject
/** A container of texts, all of them there. */
export const texts = (...names: readonly string[]) => z.record(z.enum(names), text)
/** A container of texts that may each be absent. */
const someTexts = (...names: readonly string[]) => z.partialRecord(z.enum(names), text)
export const listOf = z.array

const output = texts('Bucket', 'Object', 'Region')
/** What Operation has for every tag. */
export const common = { JobLevel: text, UserData: text.optional() }
export const withOutput = { ...common, Output: output }

const file = {
  Bucket: text,
  Md5Info: listOf(texts('Md5', 'ObjectName')),
  ObjectName: listOf(text),
  ObjectUrl: listOf(z.url()),
  ObjectPrefix: text,
  Region: text,
}
export const MediaResult = container({
  OutputFile: container({ ...file, SpriteOutputFile: container(file).optional() }),
})

const COMMON_OF_STREAMS =
  'Index CodecName CodecLongName CodecTimeBase CodecTagString CodecTag Timebase StartTime Duration Bitrate Language'
const VIDEO =
  'Profile Width Height HasBFrame RefFrames Sar Dar PixFormat FieldOrder Level Fps AvgFps NumFrames Rotation ' +
  'ColorPrimaries ColorRange ColorTransfer'
const AUDIO = 'SampleFmt SampleRate Channel ChannelLayout'
const FORMAT = 'NumStream NumProgram FormatName FormatLongName StartTime Duration Bitrate Size'

export const MediaInfo = container({
  Format: someTexts(...FORMAT.split(' ')),
  Stream: container({
    Audio: listOf(someTexts(...`${COMMON_OF_STREAMS} ${AUDIO}`.split(' '))),
    Subtitle: listOf(someTexts('Index', 'Language')),
    Video: listOf(someTexts(...`${COMMON_OF_STREAMS} ${VIDEO}`.split(' '))),
  }),
})
/** Of the tags whose one output is a recording. */
export const withMedia = { ...withOutput, MediaInfo, MediaResult }
