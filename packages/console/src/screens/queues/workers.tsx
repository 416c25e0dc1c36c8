import type { z } from 'zod'
import type { WorkerJson, workerListSchema } from '../../../../server/src/api-schemas/workers.ts'
import { useResource } from '../../api/resource.ts'
import { formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** Who runs the jobs, and what they run now. */
export function Workers() {
  const workers = useResource<z.infer<typeof workerListSchema>>('workers', { topic: 'queues' })
  const rows = workers.data?.workers
  return (
    <section aria-label={t('workers.title')} class="section">
      <h2>{t('workers.title')}</h2>
      <Awaited of={workers} />
      {rows && rows.length > 0 && (
        <Table label={t('workers.title')} columns={columns()} rows={rows} keyOf={({ name }) => name} />
      )}
      {rows?.length === 0 && <Empty title={t('workers.none')} />}
    </section>
  )
}

function columns(): readonly Column<WorkerJson>[] {
  return [
    {
      name: t('workers.worker'),
      cell: ({ host, pid, queues }) => (
        <span class="two-lines">
          <strong>{host}</strong>
          <span class="faint">{t('workers.process', { pid })}</span>
          {queues && <span class="faint">{t('workers.only', { queues: queues.join(', ') })}</span>}
        </span>
      ),
    },
    {
      name: t('jobs.state'),
      cell: ({ state, seenAt }) =>
        state === 'working' ? (
          <span class="badge good">{t('workers.working')}</span>
        ) : (
          <span class="state">
            <span class="badge bad">{t('workers.lost')}</span>
            <Time at={seenAt} />
          </span>
        ),
    },
    { name: t('workers.load'), kind: 'number', cell: ({ running, places }) => `${running} / ${places}` },
    { name: t('workers.now'), kind: 'wide', cell: ({ jobs }) => <RunningJobs jobs={jobs} /> },
    { name: t('workers.since'), cell: ({ startedAt }) => <Time at={startedAt} /> },
    { name: t('workers.version'), cell: ({ version }) => <code>{version}</code> },
  ]
}

function RunningJobs({ jobs }: Pick<WorkerJson, 'jobs'>) {
  if (jobs.length === 0) return <span class="faint">{t('workers.idle')}</span>
  return (
    <ul class="plain">
      {jobs.map(({ id, tag, progress, startedAt }) => (
        <li key={id}>
          <a href={link(`/jobs/${id}`)}>{tag}</a> {formatPercent(progress)} · <Time at={startedAt} />
        </li>
      ))}
    </ul>
  )
}
