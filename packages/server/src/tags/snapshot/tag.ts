import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { SnapshotOperation } from './block.ts'
import { readSnapshot, readSnapshotTemplate } from './read.ts'
import { runSnapshot } from './run.ts'
import { showSnapshot, showSnapshotTemplate } from './show.ts'
import { sampleJob } from './sample-job.ts'

export const snapshotTag: Tag = {
  name: 'Snapshot',
  family: 'media',
  idLetter: 'j',
  sample: sampleJob,
  parameters: listParameters(SnapshotOperation),
  template: { read: readSnapshotTemplate, show: showSnapshotTemplate },
  read: readSnapshot,
  run: runSnapshot,
  show: showSnapshot,
}
