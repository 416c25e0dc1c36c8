import type { BatchJson, batchPageSchema } from '../../../../server/src/api-schemas/batches.ts'
import type { z } from 'zod'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const LIMIT = 50

export function Batches() {
  const { values, set } = useQueryState()
  const { before = '' } = values
  const batches = useResource<z.infer<typeof batchPageSchema>>('batches', {
    query: { before, limit: LIMIT },
    topic: 'batches',
  })
  const rows = batches.data?.batches
  return (
    <Page
      title={t('batches.title')}
      actions={
        mayChange() && (
          <a class="button" href={link('/batches/new')}>
            {t('batches.new')}
          </a>
        )
      }
    >
      <Awaited of={batches} />
      {rows && rows.length > 0 && (
        <Table label={t('batches.title')} columns={columns()} rows={rows} keyOf={({ id }) => id} />
      )}
      {rows?.length === 0 && <Empty title={t('batches.none')} />}
      <Pager isFirst={before === ''} next={batches.data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}

function columns(): readonly Column<BatchJson>[] {
  return [
    {
      name: t('batches.batch'),
      kind: 'wide',
      cell: ({ id, name, bucket, message }) => (
        <a href={link(`/batches/${id}`)} class="two-lines">
          <strong>{name === '' ? id : name}</strong>
          <span class="faint">{bucket}</span>
          {message !== null && message !== '' && <span class="faint">{message}</span>}
        </a>
      ),
    },
    { name: t('jobs.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { name: t('batches.seen'), kind: 'number', cell: ({ seen }) => formatNumber(seen) },
    { name: t('batches.succeeded'), kind: 'number', cell: ({ succeeded }) => formatNumber(succeeded) },
    { name: t('batches.failed'), kind: 'number', cell: ({ failed }) => formatNumber(failed) },
    { name: t('jobs.submitted'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    { name: t('job.ended'), cell: ({ endedAt }) => <Time at={endedAt} /> },
    ...(mayChange() ? [{ name: t('common.actions'), cell: cancelButton }] : []),
  ]
}

function cancelButton({ id, state }: BatchJson) {
  if (state !== 'Running') return null
  return (
    <Action
      label={t('job.cancel')}
      confirm={t('batches.cancelWhat')}
      run={async () => {
        await post(`batches/${id}/cancel`)
        changed('batches', 'jobs')
      }}
    />
  )
}
