import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { FileUncompressOperation } from './block.ts'
import { readFileUncompress, touchedByFileUncompress } from './read.ts'
import { runFileUncompress } from './run.ts'
import { showFileUncompress } from './show.ts'
import { UNPACK_LIMITS, type UnpackLimits } from './unpack-limits.ts'
import { sampleJob } from './sample-job.ts'

export function createFileUncompress(limits: UnpackLimits): Tag {
  return {
    name: 'FileUncompress',
    family: 'file',
    idLetter: 'f',
    sample: sampleJob,
    parameters: listParameters(FileUncompressOperation),
    read: readFileUncompress,
    touches: touchedByFileUncompress,
    run: (job, tools, signal) => runFileUncompress(limits, job, tools, signal),
    show: showFileUncompress,
  }
}

export const fileUncompressTag = createFileUncompress(UNPACK_LIMITS)
