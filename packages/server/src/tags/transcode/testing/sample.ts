import { container, listOf, text, texts, withMedia } from '../../testing/callback-shapes.ts'
import { FILM, MARK, urlOf } from '../../testing/sample-values.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

const BLOCKS =
  '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec></Video><Audio><Codec>aac</Codec></Audio>'

export const sample = new TagSample({
  params:
    '<Transcode><Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Bitrate>500</Bitrate></Video>' +
    '<Audio><Codec>aac</Codec></Audio></Transcode><RemoveWatermark><Dx>0</Dx><Dy>0</Dy><Width>9</Width><Height>9</Height></RemoveWatermark>',
  output: outputXml('out/film one.mp4'),
  wrong: '<Transcode><Container><Format>mp4</Format></Container><Video><Width>7</Width></Video></Transcode>',
  template:
    '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Width>640</Width></Video><Audio><Codec>aac</Codec></Audio>',
  finished: {
    params:
      `<Transcode>${BLOCKS}<AudioMixArray><AudioSource>${urlOf('in/tune.mp3')}</AudioSource></AudioMixArray></Transcode>` +
      `<WatermarkTemplateId>${MARK.id}</WatermarkTemplateId>`,
    result: { probe: FILM },
    files: ['out/film one.mp4'],
    message: 'success',
    isOfWorkflow: true,
  },
  decoder: container({
    ...withMedia,
    Transcode: container({
      Container: texts('Format'),
      Video: texts('Codec'),
      Audio: texts('Codec'),
      AudioMixArray: listOf(texts('AudioSource')),
    }),
    WatermarkTemplateId: listOf(text),
  }),
  fields: {
    'Transcode.Container.Format': 'mp4',
    'Transcode.Video.Codec': 'H.264',
    'Transcode.Audio.Codec': 'aac',
    'Transcode.TransConfig.DeleteMetadata': 'true',
  },
  companions: [
    [/^Transcode\.AudioMix\./, { 'Transcode.AudioMix.AudioSource': urlOf('b.mp4') }],
    [/^Transcode\.AudioMixArray\./, { 'Transcode.AudioMixArray.AudioSource': urlOf('b.mp4') }],
    [
      /^RemoveWatermark\./,
      {
        'RemoveWatermark.Dx': '0',
        'RemoveWatermark.Dy': '0',
        'RemoveWatermark.Width': '9',
        'RemoveWatermark.Height': '9',
      },
    ],
  ],
})
