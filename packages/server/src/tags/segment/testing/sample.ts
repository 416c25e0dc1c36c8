import { container, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<Segment><Format>mp4</Format><Duration>1</Duration></Segment>',
  decoder: container({ ...withMedia, Segment: texts('Duration', 'Format') }),
  fields: { 'Segment.Format': 'mp4' },
})
