import { z } from 'zod'
import { measureFile } from '../../media/measure.ts'
import type { Probe } from '../../media/probe-shape.ts'

const inputSchema = z.strictObject({ inputPath: z.string().min(1) })

/**
 * Says what is in a media file.
 * @throws {MediaRefusal} when it is none.
 */
export function run(input: unknown, report: (percent: number) => void): Promise<Probe> {
  return measureFile(inputSchema.parse(input).inputPath, () => report(50))
}
