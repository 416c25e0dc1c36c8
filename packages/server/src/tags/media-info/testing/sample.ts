import { MediaInfo, common, container } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<UserData>é</UserData>',
  decoder: container({ ...common, MediaInfo }),
})
