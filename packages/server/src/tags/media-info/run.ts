import { unreachable } from '../../base/unreachable.ts'
import { Probe } from '../../media/probe-shape.ts'
import { inputOf } from '../read-operation.ts'
import type { TagJob, TagOutcome, TagTools } from '../tag.ts'

export const PROBE_CHILD = new URL('./child.ts', import.meta.url)

/** Looks into the input; there is no output. */
export async function runMediaInfo(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<TagOutcome> {
  const inputPath = await inputOf(job).file()
  const result = await tools.media.run({ module: PROBE_CHILD, input: { inputPath } }, signal)
  switch (result.kind) {
    case 'done':
      return { kind: 'success', message: '', result: Probe.parse(result.value), files: [] }
    case 'refused':
      return { kind: 'failed', code: result.code, message: result.message }
    case 'broken':
      return { kind: 'broken', message: result.message }
    case 'aborted':
      return result
    default:
      return unreachable(result)
  }
}
