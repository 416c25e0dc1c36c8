import { z } from 'zod'
import { DENOISE_SETTINGS, DENOISED_CHANNELS } from '../../media/denoise/settings.ts'
import { AUDIO_FORMATS, OUTPUT_SAMPLE_RATES } from '../../media/encode.ts'
import { LOUDNESS } from './block.ts'

/** What the service orders of a child. */
export const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  /** Other files may be written beside it. */
  outputPath: z.string().min(1),
  format: z.enum(AUDIO_FORMATS),
  sampleRate: z.literal([...OUTPUT_SAMPLE_RATES]),
  setting: z.enum(DENOISE_SETTINGS),
  /** Share of the denoised signal; the rest is the input. */
  wet: z.number().min(0).max(1),
  /** LUFS of the output. Absent: as loud as denoising leaves it. */
  loudness: z.number().min(LOUDNESS.min).max(LOUDNESS.max).exactOptional(),
  /** Absent: mono. */
  channels: z.enum(DENOISED_CHANNELS).exactOptional(),
  maxDurationS: z.number().positive(),
  maxInputBytes: z.number().int().positive().optional(),
})

export type NoiseReductionInput = z.infer<typeof inputSchema>
