import { jobDetail, type JobView } from '../jobs/job-detail.ts'
import { withJsonOnly } from './json-only.ts'
import { writeCallback, type CallbackBody, type CallbackForm } from './write-callback.ts'

/** Whose callback the vendor shows byte by byte, on a page that was revised since the others: it is always that. */
export const PUBLISHED_TAG = 'NoiseReduction'

/** What is sent when a job has ended. */
export function taskFinishBody(view: JobView, form: CallbackForm): CallbackBody {
  const json = view.tag === PUBLISHED_TAG ? 'page' : form.json
  const shown = form.format === 'JSON' && json === 'native' ? withJsonOnly(view) : view
  return writeCallback([['EventName', 'TaskFinish'], jobDetail(shown, 'callback')], { ...form, json })
}
