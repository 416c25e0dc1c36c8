import type { z } from 'zod'
import type { templatePageSchema } from '../../../../server/src/api-schemas/templates.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

type Template = z.infer<typeof templatePageSchema>['templates'][number]

const LIMIT = 50

export function Templates() {
  const { values, set } = useQueryState()
  const { before = '' } = values
  const templates = useResource<z.infer<typeof templatePageSchema>>('templates', {
    query: { before, limit: LIMIT },
  })
  const rows = templates.data?.templates
  return (
    <Page title={t('templates.title')}>
      <Awaited of={templates} />
      {rows && rows.length > 0 && (
        <Table label={t('templates.title')} columns={columns()} rows={rows} keyOf={({ id }) => id} />
      )}
      {rows?.length === 0 && <Empty title={t('templates.none')} />}
      <Pager
        isFirst={before === ''}
        next={templates.data?.next ?? null}
        go={(next) => set({ before: next })}
      />
    </Page>
  )
}

function columns(): readonly Column<Template>[] {
  return [
    {
      name: t('job.template'),
      kind: 'wide',
      cell: ({ id, name, bucket }) => (
        <span class="two-lines">
          <strong>{name}</strong>
          <span class="faint">
            {bucket} · <code>{id}</code>
          </span>
        </span>
      ),
    },
    { name: t('jobs.tag'), cell: ({ tag }) => tag },
    { name: t('workflows.changed'), cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  ]
}
