import type { z } from 'zod'
import type { executionPageSchema, workflowPageSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

type Workflow = z.infer<typeof workflowPageSchema>['workflows'][number]
type Execution = z.infer<typeof executionPageSchema>['executions'][number]

const LIMIT = 50

export function Workflows() {
  const { values, set } = useQueryState()
  const { workflow = '', before = '' } = values
  const workflows = useResource<z.infer<typeof workflowPageSchema>>('workflows', { topic: 'workflows' })
  const runs = useResource<z.infer<typeof executionPageSchema>>('executions', {
    query: { workflow, before, limit: LIMIT },
    topic: 'workflows',
  })
  return (
    <Page title={t('workflows.title')}>
      <Awaited of={workflows} />
      {workflows.data && workflows.data.workflows.length > 0 && (
        <Table
          label={t('workflows.title')}
          columns={workflowColumns()}
          rows={workflows.data.workflows}
          keyOf={({ id }) => id}
        />
      )}
      {workflows.data?.workflows.length === 0 && <Empty title={t('workflows.none')} />}
      <h2>{t('workflows.runs')}</h2>
      <Awaited of={runs} />
      {runs.data && runs.data.executions.length > 0 && (
        <Table
          label={t('workflows.runs')}
          columns={runColumns()}
          rows={runs.data.executions}
          keyOf={({ id }) => id}
        />
      )}
      {runs.data?.executions.length === 0 && <p class="faint">{t('workflows.noRuns')}</p>}
      <Pager isFirst={before === ''} next={runs.data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}

function workflowColumns(): readonly Column<Workflow>[] {
  return [
    {
      name: t('workflows.workflow'),
      kind: 'wide',
      cell: ({ id, name, bucket }) => (
        <a href={link('/workflows', { workflow: id })} class="two-lines">
          <strong>{name}</strong>
          <span class="faint">{bucket}</span>
        </a>
      ),
    },
    { name: t('jobs.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { name: t('workflows.changed'), cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  ]
}

function runColumns(): readonly Column<Execution>[] {
  return [
    {
      name: t('workflows.run'),
      kind: 'wide',
      cell: ({ id, workflowName, object }) => (
        <a href={link(`/runs/${id}`)} class="two-lines">
          <strong>{workflowName}</strong>
          <span class="faint">{object}</span>
        </a>
      ),
    },
    { name: t('jobs.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { name: t('job.started'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    { name: t('job.ended'), cell: ({ endedAt }) => <Time at={endedAt} /> },
  ]
}
