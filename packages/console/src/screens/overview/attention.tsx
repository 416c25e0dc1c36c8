import type { z } from 'zod'
import type { attentionSchema, FindingJson } from '../../../../server/src/api-schemas/attention.ts'
import { useQueueName } from '../../api/names.ts'
import { usePaced } from '../../api/paced.ts'
import { useResource } from '../../api/resource.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Time } from '../../ui/time.tsx'
import { reasonWords } from '../callbacks/failure-words.ts'
import { linkOfFinding } from './finding-links.ts'

/** What was found is found again for so long anyway, and some of it comes with time alone, ms. */
const PACE = { leastMs: 2_000, mostMs: 30_000 }

/** Kinds whose time is that of the oldest of those that wait. */
const OF_OLDEST: ReadonlySet<FindingJson['kind']> = new Set([
  'queue_unclaimed',
  'queue_paused',
  'queue_late',
  'callbacks_late',
])

/** What needs somebody, the worst first. */
export function Attention() {
  const attention = useResource<z.infer<typeof attentionSchema>>('attention')
  usePaced(attention.reload, 'status', PACE)
  const findings = attention.data?.findings
  return (
    <section class="attention" aria-label={t('attention.title')}>
      <Awaited of={attention} />
      {findings?.length === 0 && <p class="notice good">{t('attention.none')}</p>}
      {findings && findings.length > 0 && (
        <>
          <h2>{t('attention.title')}</h2>
          <ul class="findings">
            {findings.map((finding) => (
              <Finding key={[finding.kind, finding.name, finding.what].join(' ')} finding={finding} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Finding({ finding }: { finding: FindingJson }) {
  const { kind, severity, since, what, advice } = finding
  const href = linkOfFinding(finding)
  const text = kind.startsWith('queue_') ? <OfQueue finding={finding} /> : textOf(finding)
  const sinceKey = OF_OLDEST.has(kind) ? 'attention.oldestSince' : 'attention.since'
  return (
    <li>
      <span class={`badge ${severity === 'error' ? 'bad' : 'waiting'}`}>
        {t(severity === 'error' ? 'attention.error' : 'attention.warning')}
      </span>
      <div>
        {href === undefined ? text : <a href={href}>{text}</a>}
        {since !== null && (
          <span class="faint">
            {' '}
            {t(sinceKey)} <Time at={since} />
          </span>
        )}
        {href === undefined && (
          // Of what the set-up lacks there are too many to translate.
          <p class="faint" lang="en">
            {what} {advice}
          </p>
        )}
      </div>
    </li>
  )
}

function OfQueue({ finding }: { finding: FindingJson }) {
  return <>{textOf(finding, useQueueName(finding.name ?? ''))}</>
}

function textOf({ kind, name, count, bucket, reason, waiting }: FindingJson, shownName = name): string {
  const key: MessageKey = `finding.${kind}`
  return t(key, {
    name: shownName ?? '',
    count: count ?? '',
    bucket: bucket ?? t('common.allBuckets'),
    reason: reasonWords(reason ?? ''),
    waiting: waiting ?? '',
  })
}
