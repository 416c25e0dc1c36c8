import type { XmlNode } from '../../protocol/xml/xml.ts'
import { EMPTY_MEDIA_INFO } from '../media-info.ts'
import { mediaResult } from '../media-result.ts'
import { showValues } from '../show-values.ts'
import { listParameters } from '../parameters/list-parameters.ts'
import type { ShownOperation, ShownParts, ShowOrder, Tag } from '../tag.ts'
import { SmartCoverOperation } from './block.ts'
import { Params } from './params.ts'
import { readSmartCover, readSmartCoverTemplate } from './read.ts'
import { runSmartCover } from './run.ts'
import { sampleJob } from './sample-job.ts'

export const smartCoverTag: Tag = {
  name: 'SmartCover',
  family: 'media',
  idLetter: 'j',
  sample: sampleJob,
  parameters: listParameters(SmartCoverOperation),
  template: {
    read: readSmartCoverTemplate,
    show: (params) => [['SmartCover', showValues(Params.parse(params))]],
  },
  read: readSmartCover,
  run: runSmartCover,
  show: showSmartCover,
}

function showSmartCover(job: ShownOperation, order: ShowOrder): ShownParts {
  const { template, params, result, output, files } = job
  const block: XmlNode = ['SmartCover', showValues(Params.parse(params))]
  return {
    params: template || block[1].length === 0 ? [] : [block],
    results:
      result === undefined || !output
        ? []
        : [EMPTY_MEDIA_INFO, mediaResult({ ...output, files, showsMd5: false, order })],
  }
}
