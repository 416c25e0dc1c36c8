import { z } from 'zod'
import { list, optional, required } from '../parameters/fields.ts'
import { objectKey, text, wholeNumber } from '../parameters/kinds.ts'

const MOST_OUTPUTS = 10
const MOST_STREAMS = 1_000

const StreamBlock = z.object({
  Index: required(wholeNumber(0, MOST_STREAMS), 'The stream of the input, by its number in MediaInfo.'),
  Object: optional(
    objectKey(),
    'The key of the output, required unless Output has it; its extension names the container.',
  ),
  Output: optional(text(), 'The same as Object, as answers call it.'),
})
export type StreamBlock = z.infer<typeof StreamBlock>

export const StreamOutputs = z.object({
  StreamExtract: required(list(StreamBlock, MOST_OUTPUTS), 'A stream that is written as a file of its own.'),
})

export const StreamExtractOperation = z.object({
  Output: required(StreamOutputs, 'Where the outputs go, with Region and Bucket.'),
})
