import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { PicProcessOperation } from './block.ts'
import { readPicProcess, readPicProcessTemplate } from './read.ts'
import { runPicProcess } from './run.ts'
import { showPicProcess, showPicProcessTemplate } from './show.ts'
import { sampleJob } from './sample-job.ts'

export const picProcessTag: Tag = {
  name: 'PicProcess',
  family: 'pic',
  idLetter: 'c',
  sample: sampleJob,
  parameters: listParameters(PicProcessOperation),
  template: { read: readPicProcessTemplate, show: showPicProcessTemplate },
  read: readPicProcess,
  run: runPicProcess,
  show: showPicProcess,
}
