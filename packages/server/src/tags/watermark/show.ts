import type { ShownOperation, ShownParts, ShowOrder } from '../tag.ts'
import { showTranscode } from '../transcode/show.ts'
import { Params } from './params.ts'

export function showWatermarkJob(job: ShownOperation, order: ShowOrder): ShownParts {
  const { transcode, hasSettings } = Params.parse(job.params)
  const shown = showTranscode({ ...job, params: transcode }, order)
  return hasSettings ? shown : { ...shown, params: shown.params.filter(([name]) => name !== 'Transcode') }
}
