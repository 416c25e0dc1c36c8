import { Probe } from '../../media/probe-shape.ts'
import { jobMediaInfo } from '../media-info.ts'
import type { Tag } from '../tag.ts'
import { runMediaInfo } from './run.ts'
import { sampleJob } from './sample-job.ts'

export const mediaInfoTag: Tag = {
  name: 'MediaInfo',
  family: 'media',
  idLetter: 'j',
  sample: sampleJob,
  parameters: [],
  read: () => ({}),
  run: runMediaInfo,
  show: ({ result }) => ({
    params: [],
    results: result === undefined ? [] : [jobMediaInfo(Probe.parse(result))],
  }),
}
