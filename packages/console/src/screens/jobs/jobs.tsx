import type { z } from 'zod'
import type { jobPageSchema } from '../../../../server/src/api-schemas/jobs.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { BulkButton } from '../../bulk/bulk-button.tsx'
import { BulkProgressList } from '../../bulk/bulk-progress.tsx'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { JOB_FILTERS, JobFilters, type JobFilterValues } from './job-filters.tsx'
import { JobTable } from './job-table.tsx'
import { OPEN } from './job-words.ts'

export type JobPage = z.infer<typeof jobPageSchema>

const LIMIT = 50
const ENDED = new Set(['Success', 'Failed', 'Cancel'])

export function Jobs() {
  const { values, set } = useQueryState()
  const { before = '' } = values
  const chosen = chosenIn(values)
  const page = useResource<JobPage>('jobs', { query: { ...chosen, before, limit: LIMIT }, topic: 'jobs' })
  const isFiltered = JOB_FILTERS.some((filter) => chosen[filter] !== '')
  const jobs = page.data?.jobs
  return (
    <Page
      title={t('jobs.title')}
      actions={
        mayChange() && (
          <>
            {mayCancel(chosen, jobs) && <BulkButton action="cancel" filter={chosen} />}
            {ENDED.has(chosen.state) && <BulkButton action="rerun" filter={chosen} />}
          </>
        )
      }
    >
      <JobFilters chosen={chosen} choose={(changes) => set({ ...changes, before: '' })} />
      <BulkProgressList actions={['cancel', 'rerun']} topic="jobs" />
      <Awaited of={page} />
      {jobs && jobs.length > 0 && <JobTable jobs={jobs} />}
      {jobs?.length === 0 && (
        <Empty title={emptyTitle(isFiltered, page.data?.next ?? null)}>
          {!isFiltered && <a href={link('/try')}>{t('overview.first')}</a>}
        </Empty>
      )}
      <Pager isFirst={before === ''} next={page.data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}

/** Whether there can be jobs to cancel among those of the filters. */
function mayCancel({ state, code }: JobFilterValues, shown: JobPage['jobs'] = []): boolean {
  if (state !== '') return OPEN.has(state) && code === ''
  return shown.some((job) => OPEN.has(job.state))
}

function emptyTitle(isFiltered: boolean, next: number | null): string {
  if (next !== null) return t('list.noneSoFar')
  return isFiltered ? t('jobs.noneLikeThis') : t('overview.none')
}

function chosenIn(values: Readonly<Record<string, string>>): JobFilterValues {
  const { state = '', tag = '', bucket = '', queue = '', code = '' } = values
  const { inputPrefix = '', workflow = '', batch = '', since = '', until = '' } = values
  return { state, tag, bucket, queue, code, inputPrefix, workflow, batch, since, until }
}
