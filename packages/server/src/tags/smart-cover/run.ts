import path from 'node:path'
import { VIDEO_MEMORY_BYTES } from '../../media/pool/limits.ts'
import { PICTURE_TYPES } from '../../media/pictures/picture-formats.ts'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { inputOf, outputObjectOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { defaultOf } from '../parameters/fields.ts'
import { SmartCoverBlock } from './block.ts'
import { Covers, Params } from './params.ts'

const CHILD = new URL('./child.ts', import.meta.url)

/** Chooses covers of the input; a child process does the work. */
export async function runSmartCover(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const output = outputObjectOf(job)
  const params = Params.parse(job.params)
  const format = params.Format ?? defaultOf(SmartCoverBlock.shape.Format)
  const [inputPath, directory] = await Promise.all([inputOf(job).file('part'), job.directory()])
  const result = await tools.media.run(
    {
      module: CHILD,
      input: {
        inputPath,
        directory,
        format,
        wanted: {
          ...(params.Width !== undefined && { width: Number(params.Width) }),
          ...(params.Height !== undefined && { height: Number(params.Height) }),
        },
        count: Number(params.Count ?? defaultOf(SmartCoverBlock.shape.Count)),
        deletesDuplicates: params.DeleteDuplicates === 'true',
      },
      onProgress: job.onProgress,
      limits: { memoryBytes: VIDEO_MEMORY_BYTES },
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const { timesMs } = Covers.parse(result.value)
  return {
    kind: 'success',
    message: '',
    result: {},
    files: timesMs.map((_time, index) => ({
      path: path.join(directory, `picture-${index}.${format}`),
      place: { ...output, object: expandVariables(output.object, { Number: String(index), Ext: format }) },
      contentType: PICTURE_TYPES[format],
    })),
  }
}
