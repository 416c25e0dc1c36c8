import type { z } from 'zod'
import type { executionPageSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

type Execution = z.infer<typeof executionPageSchema>['executions'][number]

const LIMIT = 50
const STATES = ['Running', 'Success', 'Failed', 'Cancel'] as const

/** Runs page by page, of one workflow or of all; which page and which states is in the address. */
export function RunTable({ workflow }: { workflow?: string }) {
  const { values, set } = useQueryState()
  const { state = '', before = '' } = values
  const runs = useResource<z.infer<typeof executionPageSchema>>('executions', {
    query: { workflow, state, before, limit: LIMIT },
    topic: 'workflows',
  })
  const rows = runs.data?.executions
  return (
    <>
      <div class="filters">
        <Select
          label={t('jobs.state')}
          value={state}
          onChange={(next) => set({ state: next, before: '' })}
          options={[['', t('common.all')], ...STATES.map((each) => [each, t(`state.${each}`)] as const)]}
        />
      </div>
      <Awaited of={runs} />
      {rows && rows.length > 0 && (
        <Table label={t('workflows.runs')} columns={columns()} rows={rows} keyOf={({ id }) => id} />
      )}
      {rows?.length === 0 && <p class="faint">{t('workflows.noRuns')}</p>}
      <Pager isFirst={before === ''} next={runs.data?.next ?? null} go={(next) => set({ before: next })} />
    </>
  )
}

function columns(): readonly Column<Execution>[] {
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
