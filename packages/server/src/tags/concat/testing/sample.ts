import { container, listOf, texts, withMedia } from '../../testing/callback-shapes.ts'
import { FILM, urlOf } from '../../testing/sample-values.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

const REST =
  '<Audio><Codec>aac</Codec></Audio><Video><Codec>H.264</Codec></Video><Container><Format>mp4</Format></Container>'

function concatXml(fragment: string): string {
  return `<ConcatTemplate><ConcatFragment>${fragment}</ConcatFragment>${REST}</ConcatTemplate>`
}

export const sample = new TagSample({
  params: concatXml(`<Url>${urlOf('b.mp4')}</Url>`),
  output: outputXml('out/joined.mp4'),
  wrong: '<ConcatTemplate><Container><Format>mkv</Format></Container></ConcatTemplate>',
  template: concatXml(`<Url>${urlOf('b.mp4')}</Url><Mode>End</Mode>`),
  finished: {
    params: concatXml(`<Url>${urlOf('in/end.mp4')}</Url><Mode>End</Mode>`),
    result: FILM,
    files: ['out/joined.mp4'],
  },
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
