import { FILM, MARK, outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params:
    '<Watermark><Type>Text</Type><Pos>TopLeft</Pos><LocMode>Absolute</LocMode><Text><FontSize>20</FontSize>' +
    '<FontType>simfang.ttf</FontType><FontColor>0xF0F0F0</FontColor><Transparency>80</Transparency><Text>t</Text></Text></Watermark>',
  output: outputXml('out/marked.mp4'),
  finished: {
    params: `<WatermarkTemplateId>${MARK.id}</WatermarkTemplateId>`,
    result: { probe: FILM },
    files: ['out/marked.mp4'],
    message: 'success',
  },
}
