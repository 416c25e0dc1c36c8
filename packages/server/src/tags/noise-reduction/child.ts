import { AudioEncoder } from '../../media/encode.ts'
import { Denoising } from './denoising.ts'
import { inputSchema } from './order.ts'
import type { Denoised } from './params.ts'
import { writeAtLoudness } from './write-at-loudness.ts'

/**
 * Denoises the audio of a file into one that is exactly as long: mono, or with the two channels of a stereo input.
 * @throws {MediaRefusal} when the input is no audio, too long or too large.
 */
export async function run(input: unknown, report: (percent: number) => void): Promise<Denoised> {
  const order = inputSchema.parse(input)
  using denoising = await Denoising.open(order, report)
  if (order.loudness !== undefined)
    return await writeAtLoudness(denoising, { ...order, lufs: order.loudness }, report)
  const { outputPath: path, format } = order
  using encoder = new AudioEncoder({ path, format, ...denoising.shape })
  const denoised = await denoising.writeTo(encoder, report)
  encoder.finish()
  return denoised
}
