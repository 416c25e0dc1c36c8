import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { FileCompressOperation } from './block.ts'
import { readFileCompress, touchedByFileCompress } from './read.ts'
import { runFileCompress } from './run.ts'
import { showFileCompress } from './show.ts'
import { sampleJob } from './sample-job.ts'

export const fileCompressTag: Tag = {
  name: 'FileCompress',
  family: 'file',
  idLetter: 'f',
  sample: sampleJob,
  parameters: listParameters(FileCompressOperation),
  takesInput: false,
  read: readFileCompress,
  touches: touchedByFileCompress,
  run: runFileCompress,
  show: showFileCompress,
}
