import path from 'node:path'
import { Probe } from '../../media/probe-shape.ts'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { inputOf, outputObjectOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { Params } from './params.ts'

const CHILD = new URL('./child.ts', import.meta.url)

/** Several pictures of 4096 × 4096 pixels of 4 bytes, and those that the decoder refers to. */
const MEMORY_BYTES = 1_536 * 1024 ** 2

export interface AnimationSettings {
  /** Seconds; a longer input is rejected. */
  readonly maxDurationS: number
}

/** Makes an animation of the input; a child process does the work. */
export async function runAnimation(
  { maxDurationS }: AnimationSettings,
  { job, tools }: { readonly job: TagJob; readonly tools: TagTools },
  signal: AbortSignal,
): Promise<RunOutcome> {
  const params = Params.parse(job.params)
  const place = outputObjectOf(job)
  const reads = params.timeInterval.duration === undefined ? 'whole' : 'part'
  const [inputPath, directory] = await Promise.all([inputOf(job).file(reads), job.directory()])
  const extension = params.format === 'webp' ? 'webp' : 'gif'
  const outputPath = path.join(directory, `animation.${extension}`)
  const result = await tools.media.run(
    {
      module: CHILD,
      input: { inputPath, outputPath, directory, maxDurationS, params },
      onProgress: job.onProgress,
      limits: { memoryBytes: MEMORY_BYTES },
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const object = expandVariables(place.object, { Ext: extension })
  return {
    kind: 'success',
    message: '',
    result: Probe.parse(result.value),
    files: [{ path: outputPath, place: { ...place, object }, contentType: `image/${extension}` }],
  }
}
