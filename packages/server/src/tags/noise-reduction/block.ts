import { z } from 'zod'
import { optional } from '../parameters/fields.ts'
import { choice, decimal, wholeNumber } from '../parameters/kinds.ts'

export const FORMATS = ['mp3', 'm4a', 'wav'] as const

/** Hz */
export const SAMPLE_RATES = ['8000', '12000', '16000', '24000', '32000', '44100', '48000'] as const

/** LUFS of the output, integrated (EBU R128). */
export const LOUDNESS = { min: -30, max: -10 } as const

export const NoiseReductionBlock = z.object({
  Format: optional(choice(FORMATS), 'The format; else the extension of the key decides, or it is wav.'),
  SampleRate: optional(choice(SAMPLE_RATES, { unit: 'Hz' }), 'The sample rate of the output.', {
    default: '16000',
  }),
  Loudness: optional(
    decimal({ ...LOUDNESS, step: 0.1 }, { unit: 'LUFS' }),
    'The loudness of the output; else as denoising leaves it. Not of the protocol.',
  ),
  Strength: optional(
    wholeNumber(0, 100, { unit: '%' }),
    'The share of the denoised signal in the output; else LEMNIS_DENOISE_WET. Not of the protocol.',
  ),
})

export const NoiseReductionOperation = z.object({
  NoiseReduction: optional(NoiseReductionBlock, 'How the output is, unless TemplateId names a template.'),
})
