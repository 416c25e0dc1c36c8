import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { ConcatOperation } from './block.ts'
import { Params } from './params.ts'
import { readConcat, readConcatTemplate } from './read.ts'
import { runConcat, type ConcatSettings } from './run.ts'
import { showConcat, showConcatTemplate } from './show.ts'
import { sampleJob } from './sample-job.ts'

export function createConcat(settings: ConcatSettings): Tag {
  return {
    name: 'Concat',
    family: 'media',
    idLetter: 'j',
    sample: sampleJob,
    parameters: listParameters(ConcatOperation),
    takesInput: 'optional',
    template: {
      read: readConcatTemplate,
      show: showConcatTemplate,
      addresses: (params) =>
        Params.parse(params).fragments.map(({ url }) => ({ path: 'ConcatTemplate.ConcatFragment.Url', url })),
    },
    read: readConcat,
    touches(params) {
      const { fragments, pieces } = Params.parse(params)
      const reads = fragments.flatMap(({ key }) => (key === undefined ? [] : [key]))
      return { reads, ...(pieces && { writes: [pieces] }) }
    },
    run: (job, tools, signal) => runConcat(settings, { job, tools }, signal),
    show: showConcat,
  }
}
