import type { z } from 'zod'
import type { templatePageSchema } from '../../../../server/src/api-schemas/templates.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import type { TagList } from '../../forms/tag-parameters.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

type Template = z.infer<typeof templatePageSchema>['templates'][number]

const LIMIT = 50

export function Templates() {
  const { values, set } = useQueryState()
  const { tag = '', before = '' } = values
  const tags = useResource<TagList>('tags')
  const templates = useResource<z.infer<typeof templatePageSchema>>('templates', {
    query: { tag, before, limit: LIMIT },
  })
  const rows = templates.data?.templates
  const kinds = tags.data?.tags.filter(({ templateForm }) => templateForm !== null) ?? []
  const create = (
    <a class="button" href={link('/templates/new', { tag })}>
      {t('templates.new')}
    </a>
  )
  return (
    <Page title={t('templates.title')} actions={mayChange() && create}>
      <div class="filters">
        <Select
          label={t('jobs.tag')}
          value={tag}
          onChange={(next) => set({ tag: next, before: '' })}
          options={[['', t('common.all')], ...kinds.map((each) => [each.tag, each.tag] as const)]}
        />
      </div>
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
        <a href={link(`/templates/${id}`)} class="two-lines">
          <strong>{name}</strong>
          <span class="faint">{bucket ?? t('common.allBuckets')}</span>
        </a>
      ),
    },
    { name: t('jobs.tag'), cell: ({ tag }) => tag },
    {
      name: t('templates.kind'),
      cell: ({ category }) =>
        category === 'Official' ? (
          <span class="badge busy">{t('templates.official')}</span>
        ) : (
          <span class="badge plain">{t('templates.own')}</span>
        ),
    },
    { name: t('workflows.changed'), cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  ]
}
