import type { BulkStartJson } from '../../../server/src/api-schemas/bulk-actions.ts'
import { formatDuration, formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import { Facts } from '../ui/facts.tsx'
import { link } from '../ui/links.ts'
import { Time } from '../ui/time.tsx'

/** How many there are, which are first, and how long it takes. */
export function BulkPreview({ preview, rate }: { preview: BulkStartJson; rate: number }) {
  const { matched, isMore, oldestAt, newestAt, firstJobs, firstCallbacks } = preview
  if (matched === 0) return <p>{t('bulk.nothing')}</p>
  const first = [
    ...firstJobs.map(({ id, tag, input }) => ({ id, text: `${tag} · ${input ?? id}`, path: `/jobs/${id}` })),
    ...firstCallbacks.map(({ id, url }) => ({ id, text: url, path: `/callbacks/${id}` })),
  ]
  return (
    <>
      {isMore && <p class="notice bad">{t('bulk.isMore', { count: formatNumber(matched) })}</p>}
      <Facts
        facts={[
          { name: t('bulk.matched'), value: formatNumber(matched) },
          { name: t('bulk.oldest'), value: <Time at={oldestAt} /> },
          { name: t('bulk.newest'), value: <Time at={newestAt} /> },
          {
            name: t('bulk.lasts'),
            value: rate > 0 ? formatDuration((Math.max(0, matched - 1) / rate) * 1_000) : null,
          },
        ]}
      />
      <div>
        <p class="faint">{t('bulk.first')}</p>
        <ul class="plain">
          {first.map(({ id, text, path }) => (
            <li key={id}>
              <a href={link(path)}>{text}</a>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
