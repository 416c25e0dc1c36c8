import { z } from 'zod'
import { FORMATS, SAMPLE_RATES } from './block.ts'

export type Format = (typeof FORMATS)[number]

/** The NoiseReduction block as it was sent: what is absent is decided when the job runs, and not echoed. */
export const Params = z.object({
  format: z.enum(FORMATS).exactOptional(),
  sampleRate: z.enum(SAMPLE_RATES).exactOptional(),
  /** The documentation and the SDKs spell this element differently: the answer repeats what was sent. */
  spelling: z.enum(['SampleRate', 'Samplerate']).exactOptional(),
  /** Not of the protocol: percent of the denoised signal in the output. */
  strength: z.string().exactOptional(),
  /** Not of the protocol: LUFS of the output. */
  loudness: z.string().exactOptional(),
})
export type Params = z.infer<typeof Params>

/** What a child hands to the service. */
export const Denoised = z.object({
  durationS: z.number(),
  samples: z.number(),
  sampleRate: z.number(),
  /** The demuxer's name for the input, such as `mp3` or `mov,mp4,m4a,3gp,3g2,mj2`. */
  inputFormat: z.string(),
  inputChannels: z.number(),
  outputChannels: z.number(),
  /** If one was ordered: LUFS of the output, and what it was raised by. Both are absent if the sound has no loudness. */
  loudness: z.object({ lufs: z.number(), gainDb: z.number() }).partial().exactOptional(),
})
export type Denoised = z.infer<typeof Denoised>
