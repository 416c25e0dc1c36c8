import { Probe } from '../../media/probe-shape.ts'
import { inputOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'

export const PROBE_CHILD = new URL('./child.ts', import.meta.url)

/** Looks into the input; there is no output. */
export async function runMediaInfo(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const inputPath = await inputOf(job).file('part')
  const result = await tools.media.run({ module: PROBE_CHILD, input: { inputPath } }, signal)
  if (result.kind !== 'done') return result
  const probe = Probe.parse(result.value)
  return { kind: 'success', message: differenceIn(probe), result: probe, files: [] }
}

/** Empty where the header claims what is there. */
function differenceIn({ format: { durationS, claimedS } }: Probe): string {
  if (claimedS === undefined || durationS === undefined) return ''
  return `The header claims a length of ${claimedS.toFixed(3)} s; by its packets the file is ${durationS.toFixed(3)} s long.`
}
