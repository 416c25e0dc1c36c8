import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { ErrorBox, Loading } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { JobTable } from '../jobs/job-table.tsx'
import type { JobPage } from '../jobs/jobs.tsx'
import { Activity } from './activity.tsx'
import { Attention } from './attention.tsx'
import { Counts, type Status } from './counts.tsx'

const RECENT = 8

export function Overview() {
  const status = useResource<Status>('status', { topic: 'status' })
  const recent = useResource<JobPage>('jobs', { query: { limit: RECENT }, topic: 'jobs' })
  return (
    <Page title={t('overview.title')}>
      <Attention />
      {status.error && <ErrorBox error={status.error} retry={status.reload} />}
      {status.isLoading && <Loading />}
      {status.data && <Counts status={status.data} />}
      <Activity />
      <h2>{t('overview.recent')}</h2>
      {recent.data && recent.data.jobs.length > 0 && <JobTable jobs={recent.data.jobs} />}
      {recent.data?.jobs.length === 0 && (
        <p>
          {t('overview.none')} <a href={link('/try')}>{t('overview.first')}</a>
        </p>
      )}
    </Page>
  )
}
