import { urlOf } from '../../sample-values.ts'
import { container, listOf, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { concatXml, sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<ConcatTemplate><Container><Format>mkv</Format></Container></ConcatTemplate>',
  template: concatXml(`<Url>${urlOf('b.mp4')}</Url><Mode>End</Mode>`),
  decoder: container({
    ...withMedia,
    ConcatTemplate: container({
      ConcatFragment: listOf(texts('Mode', 'Url')),
      Container: texts('Format'),
      Video: texts('Codec'),
      Audio: texts('Codec'),
    }),
  }),
  fields: { 'ConcatTemplate.ConcatFragment.Url': urlOf('b.mp4'), 'ConcatTemplate.Container.Format': 'mp4' },
})
