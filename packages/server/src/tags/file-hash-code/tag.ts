import type { TimeZone } from '../../protocol/times.ts'
import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { FileHashCodeOperation } from './block.ts'
import { readFileHashCode } from './read.ts'
import { runFileHashCode } from './run.ts'
import { showFileHashCode } from './show.ts'
import { sampleJob } from './sample-job.ts'

export function createFileHashCode({ timeZone }: { readonly timeZone: TimeZone }): Tag {
  return {
    name: 'FileHashCode',
    family: 'file',
    idLetter: 'f',
    sample: sampleJob,
    parameters: listParameters(FileHashCodeOperation),
    read: readFileHashCode,
    run: runFileHashCode,
    show: (job) => showFileHashCode(job, timeZone),
  }
}
