import { z } from 'zod'
import { convert } from '../../media/convert/convert.ts'
import type { Probe } from '../../media/probe-shape.ts'
import { probeFile } from '../../media/probe.ts'
import { animationConversions } from './conversions.ts'
import { Params } from './params.ts'

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  outputPath: z.string().min(1),
  directory: z.string().min(1),
  maxDurationS: z.number().positive(),
  params: Params,
})

/**
 * Makes an animation of the video of a file. Returns what the animation has.
 * @throws {MediaRefusal} when the input has no video, or is too long.
 */
export async function run(
  input: unknown,
  report: (percent: number) => void,
  threads: number,
): Promise<Probe> {
  const { params, ...order } = inputSchema.parse(input)
  const steps = animationConversions(params, { ...order, threads })
  for (const [done, step] of steps.entries())
    await convert(step, (percent) => report((done * 100 + percent) / steps.length))
  return probeFile(order.outputPath)
}
