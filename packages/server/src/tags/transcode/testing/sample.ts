import { urlOf } from '../../sample-values.ts'
import { container, listOf, text, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<Transcode><Container><Format>mp4</Format></Container><Video><Width>7</Width></Video></Transcode>',
  template:
    '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Width>640</Width></Video><Audio><Codec>aac</Codec></Audio>',
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
