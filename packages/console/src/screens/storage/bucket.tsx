import { useSignal } from '@preact/signals'
import { useRoute } from 'preact-iso'
import { useEffect } from 'preact/hooks'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { arrived } from '../../upload/uploads.ts'
import { BegunUploads } from './begun-uploads.tsx'
import { DeleteKeys } from './delete-many.tsx'
import { ObjectTable, type ObjectPage } from './object-table.tsx'
import { Preview } from './preview.tsx'
import { UploadList } from './upload-list.tsx'
import { UploadPlace } from './upload-place.tsx'
import { TotalUsage, type Usage } from './usage.tsx'

const LIMIT = 100

export function Bucket() {
  const { bucket = '' } = useRoute().params
  const { values, set } = useQueryState()
  const { prefix = '', after = '', show = '' } = values
  const query = { bucket, prefix, after, delimiter: '/', limit: LIMIT }
  const page = useResource<ObjectPage>('objects', { query })
  const usage = useResource<Usage>('objects/usage', { query })
  const reload = (): void => {
    page.reload()
    usage.reload()
  }
  useEffect(() => {
    if (arrived() > 0) reload()
  }, [arrived()])
  const listing = (
    <>
      <Path bucket={bucket} prefix={prefix} />
      {usage.data && <TotalUsage usage={usage.data} />}
      <Awaited of={page} />
      {page.data && (
        <Objects
          key={`${bucket}/${prefix}/${after}`}
          {...{ bucket, prefix, page: page.data, usage: usage.data, reload }}
        />
      )}
      <Pager isFirst={after === ''} next={page.data?.next ?? null} go={(next) => set({ after: next })} />
    </>
  )
  return (
    <Page title={bucket}>
      {mayChange() ? (
        <UploadPlace bucket={bucket} prefix={prefix}>
          <UploadList />
          <BegunUploads bucket={bucket} prefix={prefix} />
          {listing}
        </UploadPlace>
      ) : (
        listing
      )}
      {show !== '' && <Preview bucket={bucket} objectKey={show} close={() => set({ show: '' })} />}
    </Page>
  )
}

interface ObjectsProps {
  readonly bucket: string
  readonly prefix: string
  readonly page: ObjectPage
  readonly usage: Usage | undefined
  readonly reload: () => void
}

/** The objects of one page, of which several can be chosen. */
function Objects(props: ObjectsProps) {
  const { bucket, page, reload } = props
  const marked = useSignal<ReadonlySet<string>>(new Set())
  const isDeleting = useSignal(false)
  if (page.objects.length + page.prefixes.length === 0) return <Empty title={t('storage.empty')} />
  const keys = page.objects.map(({ key }) => key)
  const chosen = keys.filter((key) => marked.value.has(key))
  const choose = (key: string, isChosen: boolean): void => {
    const next = new Set(chosen)
    if (isChosen) next.add(key)
    else next.delete(key)
    marked.value = next
  }
  const close = (): void => {
    isDeleting.value = false
    reload()
  }
  return (
    <>
      {mayChange() && keys.length > 1 && (
        <div class="actions">
          <button
            type="button"
            onClick={() => (marked.value = new Set(chosen.length === keys.length ? [] : keys))}
          >
            {chosen.length === keys.length ? t('storage.chooseNone') : t('storage.chooseAll')}
          </button>
          {chosen.length > 0 && (
            <button type="button" class="danger" onClick={() => (isDeleting.value = true)}>
              {t('storage.deleteChosen', { count: chosen.length })}
            </button>
          )}
        </div>
      )}
      <ObjectTable {...props} chosen={new Set(chosen)} choose={choose} />
      {isDeleting.value && <DeleteKeys bucket={bucket} keys={chosen} close={close} />}
    </>
  )
}

/** Where one is, each folder above it a link. */
function Path({ bucket, prefix }: { bucket: string; prefix: string }) {
  const folders = prefix.split('/').slice(0, -1)
  const parts = [
    { name: bucket, href: link(`/storage/${bucket}`) },
    ...folders.map((name, index) => ({
      name,
      href: link(`/storage/${bucket}`, { prefix: `${folders.slice(0, index + 1).join('/')}/` }),
    })),
  ]
  return (
    <nav class="path" aria-label={t('storage.path')}>
      <a href={link('/storage')}>{t('storage.title')}</a>
      {parts.map(({ name, href }, index) => (
        <span key={index}>
          {' / '}
          {index === folders.length ? <span aria-current="page">{name}</span> : <a href={href}>{name}</a>}
        </span>
      ))}
    </nav>
  )
}
