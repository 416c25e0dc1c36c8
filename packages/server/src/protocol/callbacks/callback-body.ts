import { jobDetail, type JobView } from '../jobs/job-detail.ts'
import { withJsonOnly } from './json-only.ts'
import { writeCallback, type CallbackBody, type CallbackForm } from './write-callback.ts'

/** The vendor shows the exact bytes of its callback, on a page revised later than the others, so its form is fixed. */
export const PUBLISHED_TAG = 'NoiseReduction'

/** Returns the callback of a job that has ended. */
export function taskFinishBody(view: JobView, form: CallbackForm): CallbackBody {
  const json = view.tag === PUBLISHED_TAG ? 'page' : form.json
  const shown = form.format === 'JSON' && json === 'native' ? withJsonOnly(view) : view
  return writeCallback([['EventName', 'TaskFinish'], jobDetail(shown, 'callback')], { ...form, json })
}
