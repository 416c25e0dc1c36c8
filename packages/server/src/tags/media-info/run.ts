import { Probe } from '../../media/probe-shape.ts'
import { undoneOutcome } from '../media-outcome.ts'
import { inputOf } from '../read-operation.ts'
import type { TagJob, TagOutcome, TagTools } from '../tag.ts'

export const PROBE_CHILD = new URL('./child.ts', import.meta.url)

/** Looks into the input; there is no output. */
export async function runMediaInfo(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<TagOutcome> {
  const inputPath = await inputOf(job).file('part')
  const result = await tools.media.run({ module: PROBE_CHILD, input: { inputPath } }, signal)
  if (result.kind !== 'done') return undoneOutcome(result)
  return { kind: 'success', message: '', result: Probe.parse(result.value), files: [] }
}
