import type { Tag } from '../tag.ts'
import { readSnapshot, readSnapshotTemplate } from './read.ts'
import { runSnapshot } from './run.ts'
import { showSnapshot, showSnapshotTemplate } from './show.ts'
import { sampleJob } from './sample-job.ts'

export const snapshotTag: Tag = {
  name: 'Snapshot',
  family: 'media',
  idLetter: 'j',
  sample: sampleJob,
  template: { read: readSnapshotTemplate, show: showSnapshotTemplate },
  read: readSnapshot,
  run: runSnapshot,
  show: showSnapshot,
}
