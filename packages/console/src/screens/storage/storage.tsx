import type { z } from 'zod'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { FirstBucket, NewBucket } from './new-bucket.tsx'

type BucketList = z.infer<typeof bucketListSchema>

export function Storage() {
  const buckets = useResource<BucketList>('buckets')
  const rows = buckets.data?.buckets
  const columns: readonly Column<BucketList['buckets'][number]>[] = [
    {
      name: t('jobs.bucket'),
      kind: 'wide',
      cell: ({ name, isDefault }) => (
        <span class="state">
          <a href={link(`/storage/${name}`)}>{name}</a>
          {isDefault && <span class="badge plain">{t('storage.default')}</span>}
        </span>
      ),
    },
    { name: t('bucket.region'), cell: ({ region }) => region },
    { name: t('keys.made'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
  return (
    <Page title={t('storage.title')} actions={mayChange() && <NewBucket done={buckets.reload} />}>
      <Awaited of={buckets} />
      {rows && rows.length > 0 && (
        <Table label={t('storage.title')} columns={columns} rows={rows} keyOf={({ name }) => name} />
      )}
      {rows?.length === 0 && mayChange() && <FirstBucket done={buckets.reload} />}
    </Page>
  )
}
