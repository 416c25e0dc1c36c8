import { z } from 'zod'
import { optional } from '../parameters/fields.ts'
import { TranscodeBlock } from '../transcode/blocks.ts'
import { WatermarkFields } from '../watermark-blocks/params.ts'

export const WatermarkOperation = z.object({
  ...WatermarkFields,
  Transcode: optional(
    TranscodeBlock,
    'How the output is encoded; else with the usual codecs of the container that the extension of its key names.',
  ),
})
