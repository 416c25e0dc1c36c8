import { container, texts, withMedia } from '../../testing/callback-shapes.ts'
import { FILM } from '../../testing/sample-values.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params: '<Segment><Format>mp4</Format><Duration>5</Duration></Segment>',
  output: outputXml('out/part-${Number}'),
  wrong: '<Segment><Format>mp4</Format><Duration>1</Duration></Segment>',
  finished: {
    result: { probe: FILM, prefix: 'out/part-' },
    files: ['out/part-0', 'out/part-1', 'out/part-2'],
  },
  decoder: container({ ...withMedia, Segment: texts('Duration', 'Format') }),
  fields: { 'Segment.Format': 'mp4' },
})
