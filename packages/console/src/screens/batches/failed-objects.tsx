import type { z } from 'zod'
import type { BatchDetailJson } from '../../../../server/src/api-schemas/batches.ts'
import type { executionPageSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { link } from '../../ui/links.ts'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import type { JobPage } from '../jobs/jobs.tsx'

interface FailedObject {
  readonly id: string
  readonly object: string
  readonly href: string
  readonly reason: string
  readonly at: string | null
}

const LIMIT = 50

/** The objects whose jobs or runs failed, with the reason of each. */
export function FailedObjects({ batch: { id, type } }: { batch: BatchDetailJson }) {
  const { values, set } = useQueryState()
  const { before = '' } = values
  const isOfJobs = type === 'Job'
  const query = { batch: id, state: 'Failed', before, limit: LIMIT }
  const jobs = useResource<JobPage>('jobs', { query, topic: 'jobs', off: !isOfJobs })
  const runs = useResource<z.infer<typeof executionPageSchema>>('executions', {
    ...{ query, topic: 'workflows', off: isOfJobs },
  })
  const rows: readonly FailedObject[] = isOfJobs
    ? (jobs.data?.jobs ?? []).map(({ id: job, input, code, message, endedAt }) => ({
        ...{ id: job, object: input ?? job, href: link(`/jobs/${job}`), at: endedAt },
        reason: message ?? code ?? '',
      }))
    : (runs.data?.executions ?? []).map(({ id: run, object, endedAt }) => ({
        ...{ id: run, object, href: link(`/runs/${run}`), reason: '', at: endedAt },
      }))
  return (
    <>
      <h2>{t('batches.failedObjects')}</h2>
      {isOfJobs ? <Awaited of={jobs} /> : <Awaited of={runs} />}
      {rows.length > 0 && (
        <Table
          label={t('batches.failedObjects')}
          rows={rows}
          keyOf={(row) => row.id}
          columns={[
            {
              name: t('batches.object'),
              kind: 'wide',
              cell: ({ object, href, reason }) => (
                <a href={href} class="two-lines">
                  <strong>{object}</strong>
                  <span class="faint">{reason}</span>
                </a>
              ),
            },
            { name: t('job.ended'), cell: ({ at }) => <Time at={at} /> },
          ]}
        />
      )}
      <Pager
        isFirst={before === ''}
        next={(isOfJobs ? jobs.data?.next : runs.data?.next) ?? null}
        go={(next) => set({ before: next })}
      />
    </>
  )
}
