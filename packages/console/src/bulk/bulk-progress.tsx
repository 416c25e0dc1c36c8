import type { z } from 'zod'
import type { BulkActionJson, bulkActionListSchema } from '../../../server/src/api-schemas/bulk-actions.ts'
import { changed, type Topic } from '../api/changes.ts'
import { post } from '../api/client.ts'
import { useResource } from '../api/resource.ts'
import { mayChange } from '../api/session.ts'
import { formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import { Action } from '../ui/action.tsx'
import { StateBadge } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import type { BulkVerb } from './bulk-button.tsx'

/** Those that ended stay for a while, so that one sees how. */
const SHOWN_MS = 10 * 60_000
const SHOWN = 5

interface BulkProgressListProps {
  readonly actions: readonly BulkVerb[]
  /** What such an action changes. */
  readonly topic: Topic
}

/** How far the service is with what it does to all of a filter. */
export function BulkProgressList({ actions, topic }: BulkProgressListProps) {
  const { data } = useResource<z.infer<typeof bulkActionListSchema>>('bulk-actions', { topic })
  const now = new Date().getTime()
  const shown = (data?.actions ?? [])
    .filter(({ action }) => actions.includes(action))
    .filter(({ endedAt }) => endedAt === null || now - Date.parse(endedAt) < SHOWN_MS)
    .slice(0, SHOWN)
  if (shown.length === 0) return null
  return (
    <Card title={t('bulk.title')}>
      <ul class="plain bulk">
        {shown.map((action) => (
          <BulkProgress key={action.id} action={action} />
        ))}
      </ul>
    </Card>
  )
}

function BulkProgress({ action }: { action: BulkActionJson }) {
  const { id, state, matched, done, skipped, message, createdAt, ratePerSecond } = action
  const stop = async (): Promise<void> => {
    await post(`bulk-actions/${id}/stop`)
    changed('jobs', 'callbacks')
  }
  const filter = Object.entries(action.filter)
    .filter(([name]) => name !== 'upTo')
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
  return (
    <li>
      <span class="state">
        <strong>{t(`bulk.${action.action}`)}</strong>
        <StateBadge state={state} />
        {state === 'Running' && (
          <progress value={done + skipped} max={Math.max(1, matched)} aria-label={t('jobs.progress')} />
        )}
        <span>{t('bulk.done', { done: formatNumber(done), matched: formatNumber(matched) })}</span>
        {skipped > 0 && <span class="faint">{t('bulk.skipped', { count: formatNumber(skipped) })}</span>}
        {ratePerSecond !== null && <span class="faint">{ratePerSecond}/s</span>}
        <Time at={createdAt} />
        {state === 'Running' && mayChange() && <Action label={t('bulk.stop')} run={stop} />}
      </span>
      <p class="faint">{[filter, message].filter((text) => text !== null && text !== '').join(' — ')}</p>
    </li>
  )
}
