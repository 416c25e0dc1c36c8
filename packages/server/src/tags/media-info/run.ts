import { Probe } from '../../media/probe-shape.ts'
import { inputOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'

export const PROBE_CHILD = new URL('./child.ts', import.meta.url)

/** Looks into the input; there is no output. */
export async function runMediaInfo(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const inputPath = await inputOf(job).file('part')
  const result = await tools.media.run({ module: PROBE_CHILD, input: { inputPath } }, signal)
  if (result.kind !== 'done') return result
  return { kind: 'success', message: '', result: Probe.parse(result.value), files: [] }
}
