import type { z } from 'zod'
import type { workflowPageSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { RunTable } from './run-table.tsx'
import { WorkflowBadge } from './workflow-badge.tsx'

type WorkflowPage = z.infer<typeof workflowPageSchema>

const LIMIT = 50

export function Workflows() {
  const { values, set } = useQueryState()
  const { from = '' } = values
  const workflows = useResource<WorkflowPage>('workflows', {
    query: { before: from, limit: LIMIT },
    topic: 'workflows',
  })
  const rows = workflows.data?.workflows
  return (
    <Page
      title={t('workflows.title')}
      actions={
        mayChange() && (
          <a class="button" href={link('/workflows/new')}>
            {t('editor.new')}
          </a>
        )
      }
    >
      <Awaited of={workflows} />
      {rows && rows.length > 0 && (
        <Table label={t('workflows.title')} columns={columns()} rows={rows} keyOf={({ id }) => id} />
      )}
      {rows?.length === 0 && <Empty title={t('workflows.none')} />}
      <Pager isFirst={from === ''} next={workflows.data?.next ?? null} go={(next) => set({ from: next })} />
      <h2>{t('workflows.runs')}</h2>
      <RunTable />
    </Page>
  )
}

function columns(): readonly Column<WorkflowPage['workflows'][number]>[] {
  return [
    {
      name: t('workflows.workflow'),
      kind: 'wide',
      cell: ({ id, name, bucket }) => (
        <a href={link(`/workflows/${id}`)} class="two-lines">
          <strong>{name}</strong>
          <span class="faint">{bucket}</span>
        </a>
      ),
    },
    { name: t('jobs.state'), cell: ({ state }) => <WorkflowBadge state={state} /> },
    { name: t('workflows.changed'), cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  ]
}
