import type { z } from 'zod'
import type { statusSchema } from '../../../../server/src/api-schemas/status.ts'
import { useResource } from '../../api/resource.ts'
import { formatDuration, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { ErrorBox, Loading } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { JobTable } from '../jobs/job-table.tsx'
import type { JobPage } from '../jobs/jobs.tsx'

type Status = z.infer<typeof statusSchema>

const RECENT = 8

export function Overview() {
  const status = useResource<Status>('status', { topic: 'status' })
  const recent = useResource<JobPage>('jobs', { query: { limit: RECENT }, topic: 'jobs' })
  return (
    <Page title={t('overview.title')}>
      {status.error && <ErrorBox error={status.error} retry={status.reload} />}
      {status.isLoading && <Loading />}
      {status.data && <Numbers status={status.data} />}
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

function Numbers({ status: { jobs, callbacks, endpoints, uptimeS } }: { status: Status }) {
  const numbers = [
    { name: t('overview.waiting'), value: jobs.waiting, href: link('/jobs', { state: 'Submitted' }) },
    { name: t('overview.running'), value: jobs.running, href: link('/jobs', { state: 'Running' }) },
    {
      name: t('overview.pending'),
      value: callbacks.pending,
      href: link('/callbacks', { state: 'undelivered' }),
    },
    {
      name: t('overview.dead'),
      value: callbacks.dead,
      href: link('/callbacks', { state: 'dead' }),
      isBad: true,
    },
    {
      name: t('overview.parked'),
      value: callbacks.parked,
      href: link('/callbacks', { state: 'parked' }),
      isBad: true,
    },
    {
      name: t('overview.pausedEndpoints'),
      value: endpoints.paused + endpoints.parked,
      href: link('/receivers'),
      isBad: true,
    },
  ]
  return (
    <ul class="numbers">
      {numbers.map(({ name, value, href, isBad }) => (
        <li key={name} class={isBad && value > 0 ? 'bad' : ''}>
          <a href={href}>
            <strong>{formatNumber(value)}</strong>
            <span>{name}</span>
          </a>
        </li>
      ))}
      <li>
        <div>
          <strong>{formatDuration(uptimeS * 1_000)}</strong>
          <span>{t('overview.uptime')}</span>
        </div>
      </li>
    </ul>
  )
}
