import type { CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { whyNotArrived } from './failure-words.ts'

export function CallbackTable({ callbacks }: { callbacks: readonly CallbackJson[] }) {
  const columns: readonly Column<CallbackJson>[] = [
    {
      name: t('callbacks.callback'),
      kind: 'wide',
      cell: ({ id, event, tag, url }) => (
        <a href={link(`/callbacks/${id}`)} class="two-lines">
          <strong>
            {event} · {tag}
          </strong>
          <span class="faint">{url}</span>
        </a>
      ),
    },
    {
      name: t('jobs.state'),
      cell: (callback) => (
        <span class="state cause">
          <StateBadge state={callback.state} />
          <span class="faint">{whyNotArrived(callback)}</span>
        </span>
      ),
    },
    { name: t('callbacks.attempts'), kind: 'number', cell: ({ attempts }) => attempts },
    { name: t('callbacks.made'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    { name: t('callbacks.next'), cell: ({ nextAttemptAt }) => <Time at={nextAttemptAt} /> },
  ]
  return <Table label={t('callbacks.title')} columns={columns} rows={callbacks} keyOf={({ id }) => id} />
}
