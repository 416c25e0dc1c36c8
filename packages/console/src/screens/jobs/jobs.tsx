import type { z } from 'zod'
import type { jobPageSchema } from '../../../../server/src/api-schemas/jobs.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { JOB_FILTERS, JobFilters } from './job-filters.tsx'
import { JobTable } from './job-table.tsx'

export type JobPage = z.infer<typeof jobPageSchema>

const LIMIT = 50

export function Jobs() {
  const { values, set } = useQueryState()
  const { state = '', tag = '', bucket = '', queue = '', code = '', before = '' } = values
  const chosen = { state, tag, bucket, queue, code }
  const page = useResource<JobPage>('jobs', { query: { ...chosen, before, limit: LIMIT }, topic: 'jobs' })
  const isFiltered = JOB_FILTERS.some((filter) => chosen[filter] !== '')
  const jobs = page.data?.jobs
  return (
    <Page title={t('jobs.title')}>
      <JobFilters chosen={chosen} choose={(filter, value) => set({ [filter]: value, before: '' })} />
      <Awaited of={page} />
      {jobs && jobs.length > 0 && <JobTable jobs={jobs} />}
      {jobs?.length === 0 && (
        <Empty title={isFiltered ? t('jobs.noneLikeThis') : t('overview.none')}>
          {!isFiltered && <a href={link('/try')}>{t('overview.first')}</a>}
        </Empty>
      )}
      <Pager isFirst={before === ''} next={page.data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}
