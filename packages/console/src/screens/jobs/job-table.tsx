import type { JobJson } from '../../../../server/src/api-schemas/jobs.ts'
import { formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** What somebody knows a job by: its input comes first, and its id is behind the link. */
export function JobTable({ jobs }: { jobs: readonly JobJson[] }) {
  const columns: readonly Column<JobJson>[] = [
    {
      name: t('jobs.job'),
      kind: 'wide',
      cell: ({ id, tag, input }) => (
        <a href={link(`/jobs/${id}`)} class="two-lines">
          <strong>{tag}</strong>
          <span class="faint">{input ?? id}</span>
        </a>
      ),
    },
    { name: t('jobs.state'), cell: (job) => <JobState job={job} /> },
    { name: t('jobs.bucket'), cell: ({ bucket }) => bucket },
    { name: t('jobs.submitted'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    { name: t('jobs.took'), kind: 'number', cell: (job) => tookOf(job) },
  ]
  return <Table label={t('jobs.title')} columns={columns} rows={jobs} keyOf={({ id }) => id} />
}

function JobState({ job: { state, progress, code } }: { job: JobJson }) {
  return (
    <span class="state">
      <StateBadge state={state} />
      {state === 'Running' && <progress value={progress} max={100} aria-label={t('jobs.progress')} />}
      {code !== null && state === 'Failed' && <span class="faint">{code}</span>}
    </span>
  )
}

function tookOf({ startedAt, endedAt }: JobJson): string {
  if (startedAt === null || endedAt === null) return '–'
  return formatDuration(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)))
}
