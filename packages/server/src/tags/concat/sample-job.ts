import { FILM, outputXml, urlOf } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

const REST =
  '<Audio><Codec>aac</Codec></Audio><Video><Codec>H.264</Codec></Video><Container><Format>mp4</Format></Container>'

/** `fragment`: the content of its one ConcatFragment, as XML. */
export function concatXml(fragment: string): string {
  return `<ConcatTemplate><ConcatFragment>${fragment}</ConcatFragment>${REST}</ConcatTemplate>`
}

export const sampleJob: SampleJob = {
  params: concatXml(`<Url>${urlOf('b.mp4')}</Url>`),
  output: outputXml('out/joined.mp4'),
  finished: {
    params: concatXml(`<Url>${urlOf('in/end.mp4')}</Url><Mode>End</Mode>`),
    result: FILM,
    files: ['out/joined.mp4'],
  },
}
