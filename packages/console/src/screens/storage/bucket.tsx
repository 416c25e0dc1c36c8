import { useSignal } from '@preact/signals'
import { useRoute } from 'preact-iso'
import type { z } from 'zod'
import type { linkSchema, objectPageSchema } from '../../../../server/src/api-schemas/objects.ts'
import { objectPath, post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { upload } from '../../api/upload.ts'
import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { Preview } from './preview.tsx'

type ObjectPage = z.infer<typeof objectPageSchema>

/** A folder is what begins alike up to a slash; the rest are objects. */
type Entry =
  | { readonly kind: 'folder'; readonly key: string }
  | ({ readonly kind: 'object' } & ObjectPage['objects'][number])

const LIMIT = 100

export function Bucket() {
  const { bucket = '' } = useRoute().params
  const { values, set } = useQueryState()
  const { prefix = '', after = '', show = '' } = values
  const query = { bucket, prefix, after, delimiter: '/', limit: LIMIT }
  const page = useResource<ObjectPage>('objects', { query })
  const entries = page.data && entriesOf(page.data)
  return (
    <Page
      title={bucket}
      actions={mayChange() && <UploadButton bucket={bucket} prefix={prefix} done={page.reload} />}
    >
      <Path bucket={bucket} prefix={prefix} />
      <Awaited of={page} />
      {entries && entries.length > 0 && (
        <Table
          label={t('storage.objects')}
          columns={columns(bucket, prefix, page.reload)}
          rows={entries}
          keyOf={({ key }) => key}
        />
      )}
      {entries?.length === 0 && <Empty title={t('storage.empty')} />}
      <Pager isFirst={after === ''} next={page.data?.next ?? null} go={(next) => set({ after: next })} />
      {show !== '' && <Preview bucket={bucket} objectKey={show} close={() => set({ show: '' })} />}
    </Page>
  )
}

function entriesOf({ prefixes, objects }: ObjectPage): readonly Entry[] {
  return [
    ...prefixes.map((key) => ({ kind: 'folder' as const, key })),
    ...objects.map((object) => ({ kind: 'object' as const, ...object })),
  ]
}

/** Where one is, each folder of it a link. */
function Path({ bucket, prefix }: { bucket: string; prefix: string }) {
  const parts = prefix.split('/').slice(0, -1)
  return (
    <nav class="path" aria-label={t('storage.path')}>
      <a href={link(`/storage/${bucket}`)}>{bucket}</a>
      {parts.map((part, index) => (
        <span key={index}>
          {' / '}
          <a href={link(`/storage/${bucket}`, { prefix: `${parts.slice(0, index + 1).join('/')}/` })}>
            {part}
          </a>
        </span>
      ))}
    </nav>
  )
}

function columns(bucket: string, prefix: string, reload: () => void): readonly Column<Entry>[] {
  return [
    {
      name: t('storage.name'),
      kind: 'wide',
      cell: ({ kind, key }) =>
        kind === 'folder' ? (
          <a href={link(`/storage/${bucket}`, { prefix: key })}>{key.slice(prefix.length)}</a>
        ) : (
          <a href={link(`/storage/${bucket}`, { prefix, show: key })}>{key.slice(prefix.length) || key}</a>
        ),
    },
    {
      name: t('storage.size'),
      kind: 'number',
      cell: (entry) => (entry.kind === 'object' ? formatBytes(entry.bytes) : ''),
    },
    { name: t('storage.type'), cell: (entry) => (entry.kind === 'object' ? entry.contentType : '') },
    {
      name: t('storage.modified'),
      cell: (entry) => (entry.kind === 'object' ? <Time at={entry.modifiedAt} /> : ''),
    },
    {
      name: t('common.actions'),
      cell: (entry) =>
        entry.kind === 'object' && <ObjectActions bucket={bucket} objectKey={entry.key} reload={reload} />,
    },
  ]
}

interface ObjectActionsProps {
  readonly bucket: string
  readonly objectKey: string
  readonly reload: () => void
}

function ObjectActions({ bucket, objectKey, reload }: ObjectActionsProps) {
  const copyLink = async (): Promise<void> => {
    const { path } = await post<z.infer<typeof linkSchema>>('objects/sign', { bucket, key: objectKey })
    await navigator.clipboard.writeText(location.origin + path)
  }
  return (
    <span class="actions">
      <a href={objectPath(bucket, objectKey)} download>
        {t('storage.download')}
      </a>
      {mayChange() && <Action label={t('storage.copyLink')} run={copyLink} />}
      {mayChange() && (
        <Action
          label={t('common.delete')}
          confirm={t('storage.deleteWhat', { key: objectKey })}
          isDangerous
          run={async () => {
            await post('objects/delete', { bucket, keys: [objectKey] })
            reload()
          }}
        />
      )}
    </span>
  )
}

interface UploadButtonProps {
  readonly bucket: string
  readonly prefix: string
  readonly done: () => void
}

function UploadButton({ bucket, prefix, done }: UploadButtonProps) {
  const progress = useSignal<number | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const send = async (files: readonly File[]): Promise<void> => {
    problem.value = undefined
    try {
      for (const [index, file] of files.entries()) {
        const onProgress = (part: number): void => void (progress.value = (index + part) / files.length)
        await upload({ bucket, key: prefix + file.name, file }, onProgress)
      }
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
    }
    progress.value = undefined
    done()
  }
  return (
    <>
      {problem.value !== undefined && <span class="bad">{problem.value}</span>}
      {progress.value !== undefined && (
        <progress value={progress.value} max={1} aria-label={t('try.uploading')} />
      )}
      <label class="file button">
        <input
          type="file"
          multiple
          aria-label={t('storage.upload')}
          onChange={(event) => void send(Array.from(event.currentTarget.files ?? []))}
        />
        <span>{t('storage.upload')}</span>
      </label>
    </>
  )
}
