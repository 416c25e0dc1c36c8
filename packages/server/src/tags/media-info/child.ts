import { z } from 'zod'
import { probeFile } from '../../media/probe.ts'
import type { Probe } from '../../media/probe-shape.ts'

const inputSchema = z.strictObject({ inputPath: z.string().min(1) })

/**
 * Says what is in a media file.
 * @throws {MediaRefusal} when it is none.
 */
export function run(input: unknown): Probe {
  return probeFile(inputSchema.parse(input).inputPath)
}
