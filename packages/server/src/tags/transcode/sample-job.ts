import { FILM, MARK, outputXml, urlOf } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

const BLOCKS =
  '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec></Video><Audio><Codec>aac</Codec></Audio>'

export const sampleJob: SampleJob = {
  params:
    '<Transcode><Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Bitrate>500</Bitrate></Video>' +
    '<Audio><Codec>aac</Codec></Audio></Transcode><RemoveWatermark><Dx>0</Dx><Dy>0</Dy><Width>9</Width><Height>9</Height></RemoveWatermark>',
  output: outputXml('out/film one.mp4'),
  finished: {
    params:
      `<Transcode>${BLOCKS}<AudioMixArray><AudioSource>${urlOf('in/tune.mp3')}</AudioSource></AudioMixArray></Transcode>` +
      `<WatermarkTemplateId>${MARK.id}</WatermarkTemplateId>`,
    result: { probe: FILM },
    files: ['out/film one.mp4'],
    message: 'success',
    isOfWorkflow: true,
  },
}
