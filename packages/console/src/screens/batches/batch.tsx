import { useRoute } from 'preact-iso'
import type { BatchDetailJson } from '../../../../server/src/api-schemas/batches.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useWorkflowNames } from '../../api/names.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatDuration, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { paceOf } from './batch-pace.ts'
import { FailedObjects } from './failed-objects.tsx'

/** A batch: how far it is, how fast, and which objects failed. */
export function Batch() {
  const { id = '' } = useRoute().params
  const found = useResource<BatchDetailJson>(`batches/${encodeURIComponent(id)}`, {
    topic: ['batches', 'jobs'],
  })
  const { data } = found
  const cancel = data?.state === 'Running' && mayChange() && (
    <Action
      label={t('job.cancel')}
      confirm={t('batches.cancelWhat')}
      run={async () => {
        await post(`batches/${id}/cancel`)
        changed('batches', 'jobs')
      }}
    />
  )
  return (
    <Page title={data ? data.name || data.id : t('batches.batch')} actions={cancel}>
      <Awaited of={found} />
      {data && <BatchSections batch={data} />}
    </Page>
  )
}

function BatchSections({ batch }: { batch: BatchDetailJson }) {
  const { state, message, bucket, createdAt, endedAt, workflowId } = batch
  const names = useWorkflowNames(workflowId === null)
  const { done, total, perSecond, leftMs } = paceOf(batch, Date.parse(endedAt ?? new Date().toISOString()))
  return (
    <>
      {state === 'Failed' && message !== null && <p class="notice bad">{message}</p>}
      {state === 'Running' && (
        <progress
          class="wide-progress"
          {...(total !== undefined && { value: done, max: Math.max(1, total) })}
          aria-label={t('jobs.progress')}
        />
      )}
      <Facts
        facts={[
          { name: t('jobs.state'), value: <StateBadge state={state} /> },
          { name: t('jobs.bucket'), value: bucket },
          { name: t('batches.done'), value: doneText(done, total) },
          {
            name: t('batches.speed'),
            value: perSecond > 0 ? t('batches.perMinute', { count: formatNumber(perSecond * 60, 1) }) : null,
          },
          { name: t('batches.left'), value: leftMs === undefined ? null : formatDuration(leftMs) },
          { name: t('job.started'), value: <Time at={createdAt} /> },
          { name: t('job.ended'), value: endedAt && <Time at={endedAt} /> },
          {
            name: t('workflows.workflow'),
            value: workflowId && (
              <a href={link(`/workflows/${workflowId}`)}>{names.get(workflowId) ?? workflowId}</a>
            ),
          },
        ]}
      />
      <ul class="numbers">
        {(['seen', 'submitted', 'succeeded', 'failed', 'cancelled', 'refused'] as const).map((name) => (
          <li key={name} class={name === 'failed' && batch.failed > 0 ? 'bad' : ''}>
            <div>
              <strong>{formatNumber(batch[name])}</strong>
              <span>{t(`batches.${name}`)}</span>
            </div>
          </li>
        ))}
      </ul>
      {batch.failed > 0 && <FailedObjects batch={batch} />}
      <Card title={t('job.request')}>
        <CodeBlock text={JSON.stringify(batch.request, null, 2)} label={t('job.request')} copies />
      </Card>
    </>
  )
}

function doneText(done: number, total: number | undefined): string {
  return total === undefined ? formatNumber(done) : `${formatNumber(done)} / ${formatNumber(total)}`
}
